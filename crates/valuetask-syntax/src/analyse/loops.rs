//! A loop that awaits: whether its first turn can begin as plain code.

use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Expr, Stmt};

use super::classes::Classes;
use super::leaves::Leaves;
use super::mentions::Mentions;
use super::{Reason, Why, awaits_of};
use crate::awaits::has_let;
use crate::macros::may_bind;

/// How many statements of a turn come before its first await, if they bind nothing and there is a way out before it.
pub(super) fn of(stmt: &Stmt, classes: &Classes) -> Result<usize, Reason> {
    let (condition, body) = match stmt {
        Stmt::Expr(Expr::Loop(looped), _) if looped.attrs.is_empty() => (None, &looped.body),
        Stmt::Expr(Expr::While(looped), _) if looped.attrs.is_empty() => (Some(&*looped.cond), &looped.body),
        _ => return Err(Reason::at(Why::LoopBinds, stmt.span())),
    };
    if let Some(condition) = condition {
        if has_let(condition) || !awaits_of(|found| found.visit_expr(condition)).is_empty() {
            return Err(Reason::at(Why::LoopBinds, condition.span()));
        }
        Mentions::check_expr(condition, classes)?;
    }
    let awaits = |stmt: &Stmt| !awaits_of(|found| found.visit_stmt(stmt)).is_empty();
    let plain = body.stmts.iter().position(awaits).expect("the loop awaits");
    let (plain, rest) = body.stmts.split_at(plain);
    for stmt in plain {
        let binds = match stmt {
            Stmt::Local(_) | Stmt::Item(_) => true,
            Stmt::Macro(call) => may_bind(&call.mac),
            Stmt::Expr(..) => false,
        };
        if binds {
            return Err(Reason::at(Why::LoopBinds, stmt.span()));
        }
        Mentions::check_stmt(stmt, classes)?;
    }
    if condition.is_none() && !Leaves::turn(plain) {
        return Err(Reason::at(Why::NeverLeavesEarly, rest[0].span()));
    }
    Ok(plain.len())
}
