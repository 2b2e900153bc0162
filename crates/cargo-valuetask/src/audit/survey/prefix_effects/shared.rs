//! Which names of a body lead to what others see: `self`, references and handles that came as arguments, statics, and
//! what was borrowed of one of these. What the body has made is its own.

use std::collections::{HashMap, HashSet};

use syn::{Expr, FnArg, Pat, Path, Signature, Type};

use crate::walk::{Node, walk};

/// Methods whose result belongs to the caller.
const OWNING: &str = "clone cloned collect copied into_inner len to_owned to_string to_vec";
/// Methods whose result has no part of their receiver, for every receiver.
const COUNTING: &str = "len to_string";
/// Methods that wait for others: a lock that a function has only just made is free.
const TURNS: &str = "borrow_mut lock read try_lock try_read try_write write";
/// Types that lead to what is shared, held by value.
const HANDLES: &str = "Arc Rc Sender UnboundedSender SyncSender WeakSender Notify Weak Handle";

/// Whether a name is one of these words.
pub(super) fn is_among(words: &str, name: &(impl PartialEq<str> + ?Sized)) -> bool {
    words.split(' ').any(|word| *name == *word)
}

/// The names that a body has, each shared or not.
#[derive(Clone, Debug)]
pub(super) struct Names<'s> {
    shared: HashMap<String, bool>,
    /// The names of statics, wherever they are declared.
    statics: &'s HashSet<String>,
    /// What isn't known to be the body's own is shared.
    strict: bool,
}

impl<'s> Names<'s> {
    /// Those of the arguments.
    pub(super) fn of(sig: &Signature, statics: &'s HashSet<String>) -> Self {
        let shared = HashMap::from([("self".to_owned(), true)]);
        let mut names = Self { shared, statics, strict: false };
        for arg in &sig.inputs {
            if let FnArg::Typed(arg) = arg {
                names.bind(&arg.pat, is_handle(&arg.ty));
            }
        }
        names
    }

    /// Those of the arguments, all of which lead to what others see.
    pub(super) fn strict(sig: &Signature, statics: &'s HashSet<String>) -> Self {
        let mut names = Self { strict: true, ..Self::of(sig, statics) };
        names.shared.values_mut().for_each(|shared| *shared = true);
        names
    }

    /// Adds what a pattern binds.
    pub(super) fn bind(&mut self, pat: &Pat, shared: bool) {
        let mut bind = |node: Node<'_>| {
            if let Node::Pat(Pat::Ident(pat)) = node {
                let bound = self.shared.entry(pat.ident.to_string()).or_insert(shared);
                // Which of two of a name is meant isn't followed: to be strict, it is the shared one.
                *bound = shared || (self.strict && *bound);
            }
            true
        };
        walk(&mut bind, Node::Pat(pat));
    }

    /// Whether an expression leads to what others see.
    pub(super) fn is_shared(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Path(path) => self.known(&path.path).unwrap_or_else(|| self.is_shared_elsewhere(&path.path)),
            Expr::MethodCall(call) => {
                let is_in = |words: &str| is_among(words, &call.method);
                let waits = || matches!(*call.receiver, Expr::Call(_)) && call.args.is_empty() && is_in(TURNS);
                !is_in(if self.strict { COUNTING } else { OWNING }) && (waits() || self.is_shared(&call.receiver))
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
            Expr::Path(path) => self.known(&path.path).is_none() && self.is_shared_elsewhere(&path.path),
            left => self.is_shared(left),
        }
    }

    /// Whether a name of the body is shared; nothing if the body hasn't got it.
    fn known(&self, path: &Path) -> Option<bool> {
        self.shared.get(&path.get_ident()?.to_string()).copied()
    }

    /// Whether a name that the body hasn't got leads to what others see: a static; to be strict, all that isn't the
    /// name of a type, a variant or a constructor of one.
    fn is_shared_elsewhere(&self, path: &Path) -> bool {
        let Some(last) = path.segments.last().map(|last| last.ident.to_string()) else { return false };
        let may_be_one = path.get_ident().is_some() || !last.starts_with(char::is_uppercase);
        is_in_capitals(&last) || self.statics.contains(&last) || self.strict && may_be_one
    }
}

/// Whether a name is written as that of a static is.
fn is_in_capitals(name: &str) -> bool {
    name.len() > 1 && name.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_')
}

fn is_handle(ty: &Type) -> bool {
    match ty {
        Type::Reference(_) => true,
        Type::Path(path) => path.path.segments.last().is_some_and(|last| is_among(HANDLES, &last.ident)),
        _ => false,
    }
}
