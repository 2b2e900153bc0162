//! Where a body is cut in two: what runs at the call as plain code, and where a machine begins.

use proc_macro2::Ident;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprAwait, Item, Signature, Stmt};

use super::classes::Classes;
use super::mentions::Mentions;
use super::{Reason, Why, awaits_of, branches, call, leading_await, locals};

/// A list of statements in two parts.
pub(crate) struct Cut {
    /// The first statement that isn't plain code as it stands.
    pub(crate) at: usize,
    /// What a machine needs that begins with it.
    pub(crate) carried: Carried,
    /// What becomes of it.
    pub(crate) then: Then,
}

/// The locals that pass from the plain code to a machine, each with whether it is `mut`.
pub(crate) type Carried = Vec<(Ident, bool)>;

/// What becomes of the first statement that awaits.
pub(crate) enum Then {
    /// A machine begins with it.
    Machine,
    /// It is a tail that awaits one call, whose task can be the method's own.
    Forward,
    /// It begins with an await of a call that is made at once. If that is answered, the plain code goes on: to the end, or to
    /// the statement with the next await.
    Ask(Option<(usize, Carried)>),
    /// It is a branching tail. An arm without a cut awaits nothing.
    Arms(Vec<Option<Cut>>),
}

/// The cut of a body, and why it isn't a better one; or the first reason why it can't be cut.
pub(super) fn of(sig: &Signature, body: &Block) -> Result<(Cut, Option<Reason>), Reason> {
    if let Some(item) = body.stmts.iter().find(|stmt| matches!(stmt, Stmt::Item(_))) {
        return Err(Reason::at(Why::ItemInBody, item.span()));
    }
    list(&body.stmts, Classes::of(sig)?)
}

/// The cut of an arm: at worst, its machine begins with it.
pub(super) fn of_arm(stmts: &[Stmt], classes: &Classes) -> Cut {
    let carried = classes.carried(stmts);
    list(stmts, classes.clone()).map_or_else(|_| Cut { at: 0, carried, then: Then::Machine }, |(cut, _)| cut)
}

fn list(stmts: &[Stmt], mut classes: Classes) -> Result<(Cut, Option<Reason>), Reason> {
    let at = first_await(stmts).expect("the statements await");
    let (prefix, rest) = stmts.split_at(at);
    let leaves = learn(prefix, &mut classes)?;
    let carried = classes.carried(rest);
    let cut = |then| Cut { at, carried, then };
    if let [Stmt::Expr(tail, None)] = rest {
        if forwards(tail, &classes) {
            return Ok((cut(Then::Forward), None));
        }
        if let Some(arms) = branches::of(tail, &classes)? {
            return Ok((cut(Then::Arms(arms)), None));
        }
    }
    match ask(rest, classes) {
        Ok(next) => Ok((cut(Then::Ask(next.map(|(next, carried)| (at + next, carried)))), None)),
        Err(reason) if leaves => Ok((cut(Then::Machine), Some(reason))),
        Err(Reason { why: Why::NotAPlainCall, .. }) if !prefix.is_empty() => {
            Err(Reason::at(Why::NeverLeavesEarly, rest[0].span()))
        }
        Err(reason) => Err(reason),
    }
}

/// Learns what plain code binds, and says whether it may leave the body.
fn learn(stmts: &[Stmt], classes: &mut Classes) -> Result<bool, Reason> {
    let mut leaves = Leaves(false);
    for stmt in stmts {
        Mentions::check_stmt(stmt, classes)?;
        locals::learn(stmt, classes)?;
        leaves.visit_stmt(stmt);
    }
    Ok(leaves.0)
}

fn first_await(stmts: &[Stmt]) -> Option<usize> {
    stmts.iter().position(|stmt| !awaits_of(|found| found.visit_stmt(stmt)).is_empty())
}

/// Whether `tail` awaits one call, and nothing is dropped when that is done but what it was given.
fn forwards(tail: &Expr, classes: &Classes) -> bool {
    matches!(tail, Expr::Await(ExprAwait { base, attrs, .. }) if attrs.is_empty()
        && classes.are_references()
        && call::is_plain_or_exclusive(base, classes))
}

/// Whether the first statement of `rest` begins with an await that can be asked at the call; if so, where and with what the
/// plain code has to stop again.
fn ask(rest: &[Stmt], mut classes: Classes) -> Result<Option<(usize, Carried)>, Reason> {
    let (first, later) = rest.split_first().expect("a statement awaits");
    let refused = |why| Err(Reason::at(why, first.span()));
    if awaits_of(|found| found.visit_stmt(first)).len() > 1 {
        return refused(Why::AwaitsTwice);
    }
    match leading_await(&mut first.clone()) {
        Some(Expr::Await(ExprAwait { base, .. })) if call::is_plain(base, &classes) => {}
        _ => return refused(Why::NotAPlainCall),
    }
    let Some(next) = first_await(later).map(|next| next + 1) else {
        rest.iter().try_for_each(|stmt| Mentions::check_stmt(stmt, &classes))?;
        return Ok(None);
    };
    if !learn(&rest[..next], &mut classes)? {
        return refused(Why::AwaitsAgain);
    }
    Ok(Some((next, classes.carried(&rest[next..]))))
}

/// Whether code leaves the body it stands in.
struct Leaves(bool);

impl Visit<'_> for Leaves {
    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Return(_) | Expr::Try(_) => self.0 = true,
            Expr::Async(_) | Expr::Closure(_) | Expr::TryBlock(_) => {}
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_item(&mut self, _: &Item) {}
}
