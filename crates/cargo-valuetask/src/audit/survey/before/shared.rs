//! Which names of a body lead to what others see: `self`, references and handles that came as arguments, statics, and
//! what was borrowed of one of these. What the body has made is its own.

#![forbid(unsafe_code)]

use std::collections::HashMap;

use syn::visit::{self, Visit};
use syn::{Expr, FnArg, Pat, PatIdent, Signature, Type};

/// Methods whose result belongs to the one who calls them.
const OWNING: &str = "clone cloned collect copied into_inner len to_owned to_string to_vec";
/// Those whose result has nothing of what they are called on, whatever that holds.
const COUNTING: &str = "len to_string";
/// Types that lead to what is shared, held by value.
const HANDLES: &str = "Arc Rc Sender UnboundedSender SyncSender WeakSender Notify Weak Handle";

/// The names that a body has, each shared or not.
#[derive(Debug, Default)]
pub(super) struct Names {
    shared: HashMap<String, bool>,
    /// What isn't known to be the body's own is shared.
    strict: bool,
}

impl Names {
    /// Those of the arguments.
    pub(super) fn of(sig: &Signature) -> Self {
        let mut names = Self::default();
        names.shared.insert("self".to_owned(), true);
        for arg in &sig.inputs {
            if let FnArg::Typed(arg) = arg {
                names.bind(&arg.pat, is_handle(&arg.ty));
            }
        }
        names
    }

    /// Those of the arguments, all of which lead to what others see.
    pub(super) fn strict(sig: &Signature) -> Self {
        let mut names = Self { strict: true, ..Self::of(sig) };
        names.shared.values_mut().for_each(|shared| *shared = true);
        names
    }

    /// Adds what a pattern binds.
    pub(super) fn bind(&mut self, pat: &Pat, shared: bool) {
        struct Bound<'n>(&'n mut Names, bool);
        impl Visit<'_> for Bound<'_> {
            fn visit_pat_ident(&mut self, pat: &PatIdent) {
                let bound = self.0.shared.entry(pat.ident.to_string()).or_insert(self.1);
                // Which of two of a name is meant isn't followed: to be strict, it is the shared one.
                *bound = self.1 || (self.0.strict && *bound);
                visit::visit_pat_ident(self, pat);
            }
        }
        Bound(self, shared).visit_pat(pat);
    }

    /// Whether an expression leads to what others see.
    pub(super) fn is_shared(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Path(path) => match path.path.get_ident() {
                Some(name) => {
                    let known = self.shared.get(&name.to_string()).copied();
                    known.unwrap_or_else(|| self.strict || is_static(&name.to_string()))
                }
                None => path.path.segments.last().is_some_and(|last| is_static(&last.ident.to_string())),
            },
            Expr::MethodCall(call) => {
                let owning = if self.strict { COUNTING } else { OWNING };
                let owning = owning.split(' ').any(|name| call.method == name);
                !owning && self.is_shared(&call.receiver)
            }
            Expr::Field(field) => self.is_shared(&field.base),
            Expr::Index(indexed) => self.is_shared(&indexed.expr),
            Expr::Reference(reference) => self.is_shared(&reference.expr),
            Expr::Unary(unary) => self.is_shared(&unary.expr),
            Expr::Paren(paren) => self.is_shared(&paren.expr),
            Expr::Group(group) => self.is_shared(&group.expr),
            Expr::Try(tried) => self.is_shared(&tried.expr),
            Expr::Await(awaited) => self.is_shared(&awaited.base),
            _ if !self.strict => false,
            Expr::Call(call) => call.args.iter().any(|arg| self.is_shared(arg)),
            Expr::Lit(_) | Expr::Binary(_) | Expr::Range(_) => false,
            Expr::Macro(mac) => !mac.mac.path.is_ident("format"),
            _ => true,
        }
    }

    /// Whether an assignment to `left` changes what others see, rather than giving a name another value.
    pub(super) fn changes(&self, left: &Expr) -> bool {
        match left {
            Expr::Path(path) => path.path.segments.last().is_some_and(|last| is_static(&last.ident.to_string())),
            left => self.is_shared(left),
        }
    }
}

fn is_static(name: &str) -> bool {
    name.len() > 1 && name.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_')
}

fn is_handle(ty: &Type) -> bool {
    match ty {
        Type::Reference(_) => true,
        Type::Path(path) => {
            path.path.segments.last().is_some_and(|last| HANDLES.split(' ').any(|name| last.ident == name))
        }
        _ => false,
    }
}
