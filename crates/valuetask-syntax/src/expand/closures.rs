//! The closures that a body evaluates to: each is given to a function that expects it.

use quote::quote_spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ExprReturn, Item, Stmt};

use crate::analyse::first_span;
use crate::signature::Closures;
use crate::tokens::located;

/// Has `closures` expected where `body` ends, and where it returns.
pub(super) fn expect(body: &mut Block, closures: &Closures) {
    Returns(closures).visit_block_mut(body);
    expect_last(body, closures);
}

struct Returns<'c>(&'c Closures);

impl VisitMut for Returns<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Async(_) | Expr::Closure(_) | Expr::Const(_) => {}
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    fn visit_expr_return_mut(&mut self, returned: &mut ExprReturn) {
        if let Some(expr) = &mut returned.expr {
            self.visit_expr_mut(expr);
            expect_in(expr, self.0);
        }
    }

    fn visit_item_mut(&mut self, _: &mut Item) {}
}

fn expect_last(block: &mut Block, closures: &Closures) {
    if let Some(Stmt::Expr(expr, None)) = block.stmts.last_mut() {
        expect_in(expr, closures);
    }
}

fn expect_in(expr: &mut Expr, closures: &Closures) {
    match (expr, closures) {
        (expr @ Expr::Closure(_), Closures::One(function)) => {
            let span = located(first_span(expr));
            let closure = std::mem::replace(expr, Expr::PLACEHOLDER);
            *expr = Expr::Verbatim(quote_spanned!(span=> #function(#closure)));
        }
        (Expr::Paren(expr), _) => expect_in(&mut expr.expr, closures),
        (Expr::Block(expr), _) => expect_last(&mut expr.block, closures),
        (Expr::Unsafe(expr), _) => expect_last(&mut expr.block, closures),
        (Expr::If(expr), _) => {
            expect_last(&mut expr.then_branch, closures);
            if let Some((_, otherwise)) = &mut expr.else_branch {
                expect_in(otherwise, closures);
            }
        }
        (Expr::Match(expr), _) => expr.arms.iter_mut().for_each(|arm| expect_in(&mut arm.body, closures)),
        (Expr::Tuple(expr), Closures::Tuple(closures)) => {
            for (expr, closures) in expr.elems.iter_mut().zip(closures) {
                closures.iter().for_each(|closures| expect_in(expr, closures));
            }
        }
        _ => {}
    }
}
