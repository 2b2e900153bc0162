//! What branches: which of its arms await, and whether they can be taken out of it.

use std::borrow::Cow;

use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Expr, ExprIf, ExprMatch, Pat, Stmt, UnOp};

use super::classes::{Class, Classes};
use super::cut::{self, Cut};
use super::mentions::Mentions;
use super::{Reason, Why, awaits_of, call};
use crate::awaits::has_let;

/// The arms of what branches, in order.
type Arms = Vec<Option<Cut>>;

/// The arms of `branch`; none if it doesn't branch, or no arm is without an await.
pub(super) fn of(branch: &Expr, classes: &Classes) -> Result<Option<Arms>, Reason> {
    let mut arms = Arms::new();
    let branching = match branch {
        Expr::If(branch) => of_if(branch, classes, &mut arms)?,
        Expr::Match(branch) => of_match(branch, classes, &mut arms)?,
        _ => false,
    };
    Ok((branching && arms.iter().any(Option::is_none)).then_some(arms))
}

/// The statements of an arm, as the list that is cut.
fn stmts_of(body: &Expr) -> Cow<'_, [Stmt]> {
    match body {
        Expr::Block(block) if is_list(body) => Cow::Borrowed(&block.block.stmts),
        _ => Cow::Owned(vec![Stmt::Expr(body.clone(), None)]),
    }
}

/// Whether an arm is a list of statements and no more.
pub(crate) fn is_list(body: &Expr) -> bool {
    matches!(body, Expr::Block(block) if block.attrs.is_empty() && block.label.is_none())
}

/// False where the condition awaits.
fn of_if(branch: &ExprIf, classes: &Classes, arms: &mut Arms) -> Result<bool, Reason> {
    if awaits(&branch.cond) {
        return Ok(false);
    }
    Mentions::check_expr(&branch.cond, classes)?;
    let held = match &*branch.cond {
        Expr::Let(bound) => {
            let rest_is_none = call::is_plain_or_exclusive(&bound.expr, classes) && is_some(&bound.pat);
            (!rest_is_none && !holds_nothing(&bound.expr, classes)).then(|| bound.expr.span())
        }
        cond => has_let(cond).then(|| cond.span()),
    };
    if let Some(span) = held {
        return Err(Reason::at(Why::ArmHoldsScrutinee, span));
    }
    let arm = arm(&branch.then_branch.stmts, classes)?;
    if arm.is_some() && matches!(*branch.cond, Expr::Let(_)) {
        return Err(Reason::at(Why::ArmHoldsScrutinee, branch.cond.span()));
    }
    arms.push(arm);
    match &branch.else_branch {
        None => arms.push(None),
        Some((_, otherwise)) => match &**otherwise {
            Expr::If(branch) => return of_if(branch, classes, arms),
            block => arms.push(self::arm(&stmts_of(block), classes)?),
        },
    }
    Ok(true)
}

/// False where the scrutinee or a guard awaits.
fn of_match(branch: &ExprMatch, classes: &Classes, arms: &mut Arms) -> Result<bool, Reason> {
    let guard_awaits = |pat: &Pat| matches!(pat, Pat::Guard(arm) if awaits(&arm.guard));
    if awaits(&branch.expr) || branch.arms.iter().any(|arm| guard_awaits(&arm.pat)) {
        return Ok(false);
    }
    Mentions::check_expr(&branch.expr, classes)?;
    let holds_nothing = holds_nothing(&branch.expr, classes);
    let is_result = call::is_plain_or_exclusive(&branch.expr, classes);
    for branch in &branch.arms {
        if let Pat::Guard(guarded) = &branch.pat {
            Mentions::check_expr(&guarded.guard, classes)?;
        }
        let arm = arm(&stmts_of(&branch.body), classes)?;
        let free = holds_nothing || (is_result && is_none(&branch.pat));
        if arm.is_some() && (!free || binds(&branch.pat) || !branch.attrs.is_empty()) {
            return Err(Reason::at(Why::ArmHoldsScrutinee, branch.pat.span()));
        }
        arms.push(arm);
    }
    Ok(true)
}

fn arm(stmts: &[Stmt], classes: &Classes) -> Result<Option<Cut>, Reason> {
    if stmts.iter().any(|stmt| !awaits_of(|found| found.visit_stmt(stmt)).is_empty()) {
        return cut::of_arm(stmts, classes).map(Some);
    }
    stmts.iter().try_for_each(|stmt| Mentions::check_stmt(stmt, classes))?;
    Ok(None)
}

fn awaits(expr: &Expr) -> bool {
    !awaits_of(|found| found.visit_expr(expr)).is_empty()
}

/// Whether matching on `scrutinee` makes no temporary that an arm would hold, and takes nothing from where it is.
fn holds_nothing(scrutinee: &Expr, classes: &Classes) -> bool {
    match scrutinee {
        Expr::Lit(_) => true,
        Expr::Path(_) => classes.variable(scrutinee).is_some_and(Class::is_copy),
        Expr::Field(field) => is_root(&field.base) || holds_nothing(&field.base, classes),
        Expr::Reference(reference) => holds_nothing(&reference.expr, classes),
        Expr::Paren(paren) => holds_nothing(&paren.expr, classes),
        Expr::Unary(unary) => matches!(unary.op, UnOp::Deref(_)) && holds_nothing(&unary.expr, classes),
        _ => false,
    }
}

/// Whether what matches `pat` has nothing to drop.
fn is_none(pat: &Pat) -> bool {
    match pat {
        Pat::Guard(pat) => is_none(&pat.pat),
        Pat::Lit(_) => true,
        Pat::Ident(pat) => pat.ident == "None",
        Pat::Path(pat) => pat.path.segments.last().is_some_and(|last| last.ident == "None"),
        _ => false,
    }
}

/// Whether what doesn't match `pat` is `None`.
fn is_some(pat: &Pat) -> bool {
    let Pat::TupleStruct(pat) = pat else { return false };
    let whole = |pat: &Pat| matches!(pat, Pat::Wild(_)) || matches!(pat, Pat::Ident(pat) if pat.subpat.is_none());
    pat.path.segments.last().is_some_and(|last| last.ident == "Some") && pat.elems.iter().all(whole)
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
