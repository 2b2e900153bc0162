//! A branching tail: which of its arms await, and whether they can be taken out of it.

use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Expr, ExprIf, ExprMatch, Pat, UnOp};

use super::classes::{Class, Classes};
use super::mentions::Mentions;
use super::{Reason, Why, awaits_of};
use crate::awaits::has_let;

/// The arms of a branching tail, in order.
pub(crate) struct Branches(pub(crate) Vec<Arm>);

/// One arm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arm {
    /// It gives the value at the call.
    Ready,
    /// It is the machine's.
    Awaits,
}

/// The arms of `tail`; none if it doesn't branch, or no arm is without an await.
pub(super) fn of(tail: &Expr, classes: &Classes) -> Result<Option<Branches>, Reason> {
    let mut arms = Vec::new();
    let branching = match tail {
        Expr::If(branch) => of_if(branch, classes, &mut arms)?,
        Expr::Match(branch) => of_match(branch, classes, &mut arms)?,
        _ => false,
    };
    Ok((branching && arms.contains(&Arm::Ready)).then_some(Branches(arms)))
}

/// False where the condition awaits.
fn of_if(branch: &ExprIf, classes: &Classes, arms: &mut Vec<Arm>) -> Result<bool, Reason> {
    if awaits(&branch.cond) {
        return Ok(false);
    }
    Mentions::check_expr(&branch.cond, classes)?;
    let held = match &*branch.cond {
        Expr::Let(bound) => (!holds_nothing(&bound.expr, classes)).then(|| bound.expr.span()),
        cond => has_let(cond).then(|| cond.span()),
    };
    if let Some(span) = held {
        return Err(Reason::at(Why::ArmHoldsScrutinee, span));
    }
    let then = Expr::Block(syn::ExprBlock { attrs: Vec::new(), label: None, block: branch.then_branch.clone() });
    let arm = arm(&then, classes)?;
    if arm == Arm::Awaits && matches!(*branch.cond, Expr::Let(_)) {
        return Err(Reason::at(Why::ArmHoldsScrutinee, branch.cond.span()));
    }
    arms.push(arm);
    match &branch.else_branch {
        None => arms.push(Arm::Ready),
        Some((_, otherwise)) => match &**otherwise {
            Expr::If(branch) => return of_if(branch, classes, arms),
            block => arms.push(self::arm(block, classes)?),
        },
    }
    Ok(true)
}

/// False where the scrutinee or a guard awaits.
fn of_match(branch: &ExprMatch, classes: &Classes, arms: &mut Vec<Arm>) -> Result<bool, Reason> {
    let guard_awaits = |pat: &Pat| matches!(pat, Pat::Guard(arm) if awaits(&arm.guard));
    if awaits(&branch.expr) || branch.arms.iter().any(|arm| guard_awaits(&arm.pat)) {
        return Ok(false);
    }
    Mentions::check_expr(&branch.expr, classes)?;
    if !holds_nothing(&branch.expr, classes) {
        return Err(Reason::at(Why::ArmHoldsScrutinee, branch.expr.span()));
    }
    for branch in &branch.arms {
        if let Pat::Guard(guarded) = &branch.pat {
            Mentions::check_expr(&guarded.guard, classes)?;
        }
        let arm = arm(&branch.body, classes)?;
        if arm == Arm::Awaits && (binds(&branch.pat) || !branch.attrs.is_empty()) {
            return Err(Reason::at(Why::ArmHoldsScrutinee, branch.pat.span()));
        }
        arms.push(arm);
    }
    Ok(true)
}

fn arm(body: &Expr, classes: &Classes) -> Result<Arm, Reason> {
    if awaits(body) {
        return Ok(Arm::Awaits);
    }
    Mentions::check_expr(body, classes)?;
    Ok(Arm::Ready)
}

fn awaits(expr: &Expr) -> bool {
    !awaits_of(|found| found.visit_expr(expr)).is_empty()
}

/// Whether matching on `scrutinee` makes no temporary that an arm would hold, and takes nothing from where it is.
fn holds_nothing(scrutinee: &Expr, classes: &Classes) -> bool {
    match scrutinee {
        Expr::Lit(_) => true,
        Expr::Path(path) => path
            .path
            .get_ident()
            .and_then(|name| classes.get(name))
            .is_some_and(|class| matches!(class, Class::Shared | Class::Scalar)),
        Expr::Field(field) => is_root(&field.base) || holds_nothing(&field.base, classes),
        Expr::Reference(reference) => holds_nothing(&reference.expr, classes),
        Expr::Paren(paren) => holds_nothing(&paren.expr, classes),
        Expr::Unary(unary) => matches!(unary.op, UnOp::Deref(_)) && holds_nothing(&unary.expr, classes),
        _ => false,
    }
}

fn is_root(expr: &Expr) -> bool {
    matches!(expr, Expr::Path(path) if path.path.is_ident("self"))
}

/// Whether a pattern may bind a name. A lone name in capitals is taken for a constant, as the compiler warns of others.
fn binds(pat: &Pat) -> bool {
    match pat {
        Pat::Lit(_) | Pat::Range(_) | Pat::Path(_) | Pat::Wild(_) | Pat::Rest(_) | Pat::Const(_) => false,
        Pat::Ident(pat) => {
            pat.by_ref.is_some()
                || pat.mutability.is_some()
                || pat.subpat.is_some()
                || !pat.ident.to_string().starts_with(char::is_uppercase)
        }
        Pat::Guard(pat) => binds(&pat.pat),
        Pat::Or(pat) => pat.cases.iter().any(binds),
        Pat::Paren(pat) => binds(&pat.pat),
        Pat::Reference(pat) => binds(&pat.pat),
        Pat::Tuple(pat) => pat.elems.iter().any(binds),
        Pat::TupleStruct(pat) => pat.elems.iter().any(binds),
        other => !other.to_token_stream().is_empty(),
    }
}
