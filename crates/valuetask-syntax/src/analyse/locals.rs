//! The locals of the code that moves before the machine: what borrows from no variable, so that the machine can be given it.

use proc_macro2::Ident;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Expr, Lit, Macro, Pat, Stmt, Type, UnOp};

use super::classes::{Class, Classes};
use super::{Reason, Why};
use crate::macros::may_bind;

/// Adds what `stmt` binds to `classes`.
pub(super) fn learn(stmt: &Stmt, classes: &mut Classes) -> Result<(), Reason> {
    let refused = || Reason::at(Why::LocalPattern, stmt.span());
    let local = match stmt {
        Stmt::Local(local) => local,
        Stmt::Macro(call) if may_bind(&call.mac) => return Err(refused()),
        _ => return Ok(()),
    };
    let (pat, ty) = match &local.pat {
        Pat::Type(pat) => (&*pat.pat, Some(&*pat.ty)),
        pat => (pat, None),
    };
    let init = match (&local.init, &*local.attrs) {
        (Some(init), []) if init.diverge.is_none() => &*init.expr,
        _ => return Err(refused()),
    };
    match pat {
        Pat::Wild(_) if ty.is_none() && !is_place(init) && !extends(init) => Ok(()),
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => {
            let mutable = pat.mutability.is_some();
            let class = class_of(ty, init, classes).filter(|class| *class != Class::Shared || !mutable);
            let class = class.ok_or_else(|| Reason::at(Why::LocalMayDrop(pat.ident.to_string()), pat.span()))?;
            classes.add_local(&pat.ident, class, mutable);
            Ok(())
        }
        _ => Err(refused()),
    }
}

/// The class of a local, if it borrows from no variable.
fn class_of(ty: Option<&Type>, init: &Expr, classes: &Classes) -> Option<Class> {
    if ty.is_some_and(|ty| Class::of(ty) == Class::Scalar) {
        return Some(Class::Scalar);
    }
    match init {
        Expr::Lit(lit) => Some(match lit.lit {
            Lit::Int(_) | Lit::Float(_) | Lit::Bool(_) | Lit::Char(_) | Lit::Byte(_) => Class::Scalar,
            _ => Class::Shared,
        }),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) && matches!(*unary.expr, Expr::Lit(_)) => {
            Some(Class::Scalar)
        }
        Expr::Reference(reference) if reference.mutability.is_none() => {
            classes.root(&reference.expr).filter(|class| *class == Class::Shared)
        }
        Expr::Path(_) => classes.variable(init).filter(|class| class.is_copy()),
        _ => {
            let mut borrows = BorrowsLocally { classes, found: false };
            borrows.visit_expr(init);
            let shared = ty.is_some_and(|ty| Class::of(ty) == Class::Shared);
            (!borrows.found).then_some(if shared { Class::Shared } else { Class::Moved })
        }
    }
}

fn is_place(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) | Expr::Field(_) | Expr::Index(_) => true,
        Expr::Unary(unary) => matches!(unary.op, UnOp::Deref(_)),
        Expr::Paren(paren) => is_place(&paren.expr),
        _ => false,
    }
}

/// Whether an initialiser may keep a temporary alive to the end of the body: anything but a call whose value is dropped.
fn extends(expr: &Expr) -> bool {
    !matches!(expr, Expr::MethodCall(_) | Expr::Try(_) | Expr::Binary(_) | Expr::Lit(_))
}

/// Looks for what might tie a value to a variable of the body.
struct BorrowsLocally<'c> {
    classes: &'c Classes,
    found: bool,
}

impl Visit<'_> for BorrowsLocally<'_> {
    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Reference(reference) => {
                self.found |=
                    reference.mutability.is_some() || self.classes.root(&reference.expr) != Some(Class::Shared);
            }
            Expr::Closure(_) | Expr::Async(_) => self.found = true,
            Expr::Macro(call) => self.found |= !is_format(&call.mac),
            Expr::MethodCall(call) => {
                let class = self.classes.variable(&call.receiver);
                self.found |= class == Some(Class::Scalar) && !gives_a_copy(&call.method);
            }
            Expr::Path(_) => self.found |= self.classes.variable(expr).is_some_and(|class| !class.is_copy()),
            _ => {}
        }
        visit::visit_expr(self, expr);
    }

    fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
        self.found |= pat.by_ref.is_some();
        visit::visit_pat_ident(self, pat);
    }
}

/// Whether a method of a number, of this name, gives what doesn't borrow from it.
fn gives_a_copy(method: &Ident) -> bool {
    ["abs", "clone", "into", "max", "min", "to_owned", "to_string"].iter().any(|name| method == name)
}

/// Whether a macro's value is a `String`, whatever it is given.
pub(super) fn is_format(mac: &Macro) -> bool {
    mac.path.segments.last().is_some_and(|last| last.ident == "format")
}
