//! What the names in a body stand for, as far as the syntax tells.

use std::collections::HashMap;

use proc_macro2::Ident;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Expr, FnArg, Pat, ReceiverKind, ReturnType, Signature, Stmt, Type, UnOp};

use super::{Reason, Why};

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A shared reference: an argument, or a local that borrows from what such an argument points to.
    Shared,
    /// A number, `bool` or `char`.
    Scalar,
    /// An exclusive reference.
    Exclusive,
    /// Anything else that is passed by value.
    Owned,
    /// A local of any type that borrows from no variable.
    Moved,
    /// An argument that the body may assign to.
    Mutable,
}

/// The classes of the arguments and of the locals seen so far.
#[derive(Clone)]
pub(super) struct Classes {
    names: HashMap<String, Class>,
    /// The locals that the machine may need, in order.
    locals: Vec<Local>,
    /// The return type names a lifetime.
    pub(super) return_borrows: bool,
}

impl Classes {
    /// Those of the arguments.
    pub(super) fn of(sig: &Signature) -> Result<Self, Reason> {
        let mut borrows = Borrows { lifetime: false, opaque: false };
        borrows.visit_return_type(&sig.output);
        if borrows.opaque {
            return Err(Reason::at(Why::OpaqueReturn, sig.output.span()));
        }
        if let ReturnType::Type(_, ty) = &sig.output
            && matches!(**ty, Type::Never(_))
        {
            return Err(Reason::at(Why::OpaqueReturn, ty.span()));
        }
        let mut names = HashMap::new();
        for arg in &sig.inputs {
            match arg {
                FnArg::Receiver(receiver) => {
                    let class = match &receiver.kind {
                        ReceiverKind::Reference(_, _, None) => Class::Shared,
                        ReceiverKind::Reference(_, _, Some(_)) => Class::Exclusive,
                        ReceiverKind::Typed(_, ty) if receiver.mutability.is_none() => Class::of(ty),
                        _ if receiver.mutability.is_some() => Class::Mutable,
                        _ => Class::Owned,
                    };
                    names.insert("self".to_owned(), class);
                }
                FnArg::Typed(arg) => match &*arg.pat {
                    Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => {
                        let class = if pat.mutability.is_some() { Class::Mutable } else { Class::of(&arg.ty) };
                        names.insert(pat.ident.to_string(), class);
                    }
                    Pat::Wild(_) => {
                        names.insert("_".to_owned(), Class::of(&arg.ty));
                    }
                    pat => return Err(Reason::at(Why::PatternArgument, pat.span())),
                },
            }
        }
        Ok(Self { names, locals: Vec::new(), return_borrows: borrows.lifetime })
    }

    pub(super) fn get(&self, name: &Ident) -> Option<Class> {
        self.names.get(&name.to_string()).copied()
    }

    /// The class of `expr`, if it is a variable.
    pub(super) fn variable(&self, expr: &Expr) -> Option<Class> {
        match expr {
            Expr::Path(path) => path.path.get_ident().and_then(|name| self.get(name)),
            _ => None,
        }
    }

    /// The class of the variable that `place` is a part of, or lies behind; none if it is the variable itself.
    pub(super) fn root(&self, place: &Expr) -> Option<Class> {
        let base = match place {
            Expr::Field(field) => &field.base,
            Expr::Index(index) => &index.expr,
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => &unary.expr,
            Expr::Paren(paren) => return self.root(&paren.expr),
            _ => return None,
        };
        self.variable(base).or_else(|| self.root(base))
    }

    /// These for a call that is all that is left of the body, if it names everything that may have a destructor: whatever it
    /// takes, it may as well be a copy.
    pub(super) fn taken_by(&self, call: &Expr) -> Option<Self> {
        let mut taken = self.clone();
        for (name, class) in &mut taken.names {
            match class {
                Class::Shared | Class::Exclusive | Class::Scalar => {}
                Class::Owned if Uses::find(name, |uses| uses.visit_expr(call)).used => *class = Class::Scalar,
                Class::Owned | Class::Moved | Class::Mutable => return None,
            }
        }
        Some(taken)
    }

    pub(super) fn add_local(&mut self, name: &Ident, class: Class, mutable: bool) {
        self.names.insert(name.to_string(), class);
        self.locals.retain(|known| known.name != *name);
        self.locals.push(Local { name: name.clone(), mutable, moved: class == Class::Moved });
    }

    /// These, for code after which nothing stops any more: there, a local may be moved.
    pub(super) fn to_the_end(&self) -> Self {
        let mut classes = self.clone();
        classes.names.retain(|_, class| *class != Class::Moved);
        classes
    }

    /// The locals that a machine needs which begins with `rest`: those whose names occur in it, if only in a format string.
    ///
    /// One of any type lives in the machine from its first await on. So it must be one that the body itself holds there: it
    /// is used by a later statement, and its name stands for nothing else.
    pub(super) fn carried(&self, rest: &[Stmt]) -> Result<Vec<Local>, Reason> {
        let text: String = rest.iter().map(|stmt| stmt.to_token_stream().to_string()).collect();
        let later = &rest[1.min(rest.len())..];
        if let Some(dropped) =
            self.locals.iter().find(|local| local.moved && !Uses::held(&local.name.to_string(), rest, later))
        {
            return Err(Reason::at(Why::LocalMayDrop(dropped.name.to_string()), dropped.name.span()));
        }
        let carried: Vec<_> =
            self.locals.iter().filter(|local| text.contains(&local.name.to_string())).cloned().collect();
        if let Some(unread) = carried.iter().find(|local| is_overwritten(&local.name, rest)) {
            return Err(Reason::at(Why::OverwrittenUnread(unread.name.to_string()), unread.name.span()));
        }
        Ok(carried)
    }
}

/// Whether the first statement to name a local assigns to it, and has no need of its value.
fn is_overwritten(name: &Ident, rest: &[Stmt]) -> bool {
    let names = |tokens: &dyn ToTokens| tokens.to_token_stream().to_string().contains(&name.to_string());
    match rest.iter().find(|stmt| names(stmt)) {
        Some(Stmt::Expr(Expr::Assign(assign), _)) => {
            matches!(&*assign.left, Expr::Path(path) if path.path.is_ident(name)) && !names(&assign.right)
        }
        _ => false,
    }
}

/// A local of the plain code.
#[derive(Clone)]
pub(crate) struct Local {
    pub(crate) name: Ident,
    /// It is `mut`.
    pub(crate) mutable: bool,
    /// It may have a destructor.
    pub(crate) moved: bool,
}

/// Whether a name is used, and bound anew.
struct Uses<'n> {
    name: &'n str,
    used: bool,
    bound: bool,
}

impl<'n> Uses<'n> {
    fn find(name: &'n str, visit: impl FnOnce(&mut Self)) -> Self {
        let mut uses = Self { name, used: false, bound: false };
        visit(&mut uses);
        uses
    }

    /// Whether `later` uses `name`, and nothing in `rest` binds it.
    fn held(name: &'n str, rest: &[Stmt], later: &[Stmt]) -> bool {
        let find = |stmts: &[Stmt]| Self::find(name, |uses| stmts.iter().for_each(|stmt| uses.visit_stmt(stmt)));
        find(later).used && !find(rest).bound
    }
}

impl Visit<'_> for Uses<'_> {
    fn visit_expr_path(&mut self, path: &syn::ExprPath) {
        self.used |= path.path.is_ident(self.name);
    }

    fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
        self.bound |= pat.ident == self.name;
        syn::visit::visit_pat_ident(self, pat);
    }
}

impl Class {
    pub(super) fn is_copy(self) -> bool {
        matches!(self, Self::Shared | Self::Scalar)
    }

    /// That of a value of type `ty`.
    pub(super) fn of(ty: &Type) -> Self {
        match ty {
            Type::Reference(ty) if ty.mutability.is_none() => Self::Shared,
            Type::Reference(_) => Self::Exclusive,
            _ if is_scalar(ty) => Self::Scalar,
            Type::Paren(ty) => Self::of(&ty.elem),
            Type::Group(ty) => Self::of(&ty.elem),
            _ => Self::Owned,
        }
    }
}

/// Whether `ty` is a number, `bool` or `char` by its name.
pub(crate) fn is_scalar(ty: &Type) -> bool {
    const SCALARS: &[&str] = &[
        "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "u128", "u16", "u32", "u64", "u8",
        "usize",
    ];
    let Type::Path(path) = ty else { return false };
    path.path.get_ident().is_some_and(|name| SCALARS.binary_search(&&*name.to_string()).is_ok())
}

/// Whether a type borrows.
struct Borrows {
    lifetime: bool,
    opaque: bool,
}

impl Visit<'_> for Borrows {
    fn visit_type_reference(&mut self, ty: &syn::TypeReference) {
        self.lifetime |= ty.lifetime.as_ref().is_none_or(|lifetime| lifetime.ident != "static");
        self.visit_type(&ty.elem);
    }

    fn visit_lifetime(&mut self, lifetime: &syn::Lifetime) {
        self.lifetime |= lifetime.ident != "static";
    }

    fn visit_type_impl_trait(&mut self, _: &syn::TypeImplTrait) {
        self.opaque = true;
    }
}
