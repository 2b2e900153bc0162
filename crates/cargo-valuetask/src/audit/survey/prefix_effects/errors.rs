//! Where a body ends with an error, or not at all: a path that leads there has no answer.

#![forbid(unsafe_code)]

use std::collections::HashSet;

use syn::{Block, Expr, Macro, Stmt};

use super::super::awaits::call;

/// Macros that never end.
const PANICS: [&str; 4] = ["panic", "todo", "unimplemented", "unreachable"];

/// Adds the expressions `Err(..)` that a block may end in.
pub(super) fn of_block(block: &Block, errors: &mut HashSet<*const Expr>) {
    if let Some(Stmt::Expr(last, None)) = block.stmts.last() {
        of_expr(last, errors);
    }
}

/// As [`of_block`], of an expression.
pub(super) fn of_expr(expr: &Expr, errors: &mut HashSet<*const Expr>) {
    match expr {
        Expr::If(branch) => {
            of_block(&branch.then_branch, errors);
            branch.else_branch.iter().for_each(|(_, other)| of_expr(other, errors));
        }
        Expr::Match(matched) => matched.arms.iter().for_each(|arm| of_expr(&arm.body, errors)),
        Expr::Block(block) if block.label.is_none() => of_block(&block.block, errors),
        Expr::Unsafe(block) => of_block(&block.block, errors),
        Expr::Paren(paren) => of_expr(&paren.expr, errors),
        Expr::Group(group) => of_expr(&group.expr, errors),
        expr if is_error(expr) => {
            errors.insert(std::ptr::from_ref(expr));
        }
        _ => {}
    }
}

/// Whether an expression is `Err(..)?`.
pub(super) fn is_raised(expr: &Expr) -> bool {
    matches!(expr, Expr::Try(tried) if is_error(&tried.expr))
}

/// Whether a macro never ends.
pub(super) fn is_panic(mac: &Macro) -> bool {
    mac.path.segments.last().is_some_and(|last| PANICS.iter().any(|name| last.ident == name))
}

fn is_error(expr: &Expr) -> bool {
    matches!(expr, Expr::Call(_)) && call(expr).is_some_and(|call| call.name == "Err")
}
