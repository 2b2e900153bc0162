//! From an item in a macro of the user's to one that means the same among the tokens of an attribute.
//!
//! ```text
//! macro_rules! twice { ($value:expr) => { #[value_task] async fn twice() -> u8 { $value * 2 } } }
//! twice!(1 + 2);
//!
//! async fn twice() -> u8 { (1 + 2) * 2 }
//! ```
//!
//! A macro's `$value` is a group without delimiters. The compiler doesn't heed such a group in what an attribute returns
//! (rust-lang/rust #67062), and would read `1 + 2 * 2`.

use crate::visitor::{Through, Visitor};
use proc_macro2::Span;
use syn::token::Paren;
use syn::visit_mut;
use syn::{Attribute, Expr, ExprGroup, ExprParen, ExprRange, GenericArgument, Item, Pat, Type};

/// Puts parentheses around what a macro has inserted as an operand.
pub(super) fn parenthesize(item: &mut Item) {
    Operands.visit_item_mut(item);
}

struct Operands;

impl Visitor for Operands {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(&mut Through(self), expr);
        match expr {
            Expr::Await(expr) => close(&mut expr.base),
            Expr::Binary(expr) => [&mut expr.left, &mut expr.right].into_iter().for_each(|side| close(side)),
            Expr::Call(expr) => close(&mut expr.func),
            Expr::Cast(expr) => close(&mut expr.expr),
            Expr::Field(expr) => close(&mut expr.base),
            Expr::ForLoop(expr) => close(&mut expr.expr),
            Expr::Index(expr) => close(&mut expr.expr),
            Expr::Match(expr) => close(&mut expr.expr),
            Expr::MethodCall(expr) => close(&mut expr.receiver),
            Expr::Range(ExprRange { start, end, .. }) => {
                [start, end].into_iter().flatten().for_each(|limit| close(limit));
            }
            Expr::RawAddr(expr) => close(&mut expr.expr),
            Expr::Reference(expr) => close(&mut expr.expr),
            Expr::Try(expr) => close(&mut expr.expr),
            Expr::Unary(expr) => close(&mut expr.expr),
            _ => {}
        }
    }

    // Parentheses have no place in these, or another meaning.
    fn visit_attribute_mut(&mut self, _: &mut Attribute) {}
    fn visit_generic_argument_mut(&mut self, _: &mut GenericArgument) {}
    fn visit_type_mut(&mut self, _: &mut Type) {}

    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        if let Pat::Guard(arm) = pat {
            self.visit_expr_mut(&mut arm.guard);
        }
    }
}

fn close(operand: &mut Expr) {
    let Expr::Group(ExprGroup { expr, .. }) = operand else { return };
    if !matches!(**expr, Expr::Path(_) | Expr::Lit(_) | Expr::Paren(_)) {
        let expr = std::mem::replace(expr, Box::new(Expr::PLACEHOLDER));
        // The macro's own place: no lint is to call them unused.
        let paren_token = Paren(Span::mixed_site());
        *operand = Expr::Paren(ExprParen { attrs: Vec::new(), paren_token, expr });
    }
}
