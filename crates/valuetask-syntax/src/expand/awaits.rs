//! The awaits of a body: each asks before it polls, and a gate stands where the analysis has put one.
//!
//! ```text
//! operand.await
//! match operand.__valuetask_ask() { asked => if asked.there { asked.value() } else { asked.await } }
//! ```

use proc_macro2::Ident;
use quote::quote_spanned;
use syn::punctuated::Punctuated;
use syn::token::{Brace, Paren};
use syn::visit_mut::{self, VisitMut};
use syn::{Arm, Attribute, Block, Expr, ExprAwait, ExprMatch, ExprMethodCall, Item, Pat, PatIdent, Stmt, Token, Type};

use crate::analyse::{Gate, first_span};
use crate::args::Mode;
use crate::tokens::located;

/// Rewrites the awaits of `body` itself, not those of blocks and closures in it, and puts `gates` between its statements.
pub(super) fn rewrite(body: &mut Block, gates: &[Gate], mode: &Mode) {
    Rewrite { gates, mode, begun: 0 }.visit_block_mut(body);
}

struct Rewrite<'m> {
    gates: &'m [Gate],
    mode: &'m Mode,
    /// How many lists of statements have begun, in the order in which the analysis has read them.
    begun: usize,
}

impl VisitMut for Rewrite<'_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let number = self.begun;
        self.begun += 1;
        block.stmts.iter_mut().for_each(|stmt| self.visit_stmt_mut(stmt));
        for gate in self.gates.iter().rev() {
            if let Some((_, before)) = gate.at.filter(|(list, _)| *list == number) {
                let span = located(gate.span);
                let name = self.mode.private("gate", span);
                let gate = Expr::Verbatim(quote_spanned!(span=> #name().await));
                block.stmts.insert(before, Stmt::Expr(gate, Some(Token![;](span))));
            }
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Async(_) | Expr::Closure(_) | Expr::Const(_) => {}
            Expr::Await(_) => {
                let Expr::Await(mut awaited) = std::mem::replace(expr, Expr::PLACEHOLDER) else { return };
                self.visit_expr_mut(&mut awaited.base);
                *expr = asked(awaited);
            }
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        if let Pat::Guard(arm) = pat {
            self.visit_expr_mut(&mut arm.guard);
        }
    }

    fn visit_attribute_mut(&mut self, _: &mut Attribute) {}
    fn visit_item_mut(&mut self, _: &mut Item) {}
    fn visit_type_mut(&mut self, _: &mut Type) {}
}

/// Writes an await whose operand is asked first.
///
/// It begins and ends with the tokens that the user's await begins and ends with, so that what the compiler and lints have to say of
/// the operand or of the await is shown where it was written.
fn asked(ExprAwait { attrs, base, dot_token, await_token }: ExprAwait) -> Expr {
    let first = first_span(&base);
    let (span, end) = (located(first), located(dot_token.span));
    let ask = ExprMethodCall {
        attrs: Vec::new(),
        receiver: base,
        dot_token: Token![.](end),
        method: Ident::new("__valuetask_ask", end),
        turbofish: None,
        paren_token: Paren(end),
        args: Punctuated::new(),
    };
    let asked = Ident::new("__asked", span);
    let value = quote_spanned!(span=> if #asked.there { #asked.value() } else { #asked #dot_token #await_token });
    let arm = Arm {
        attrs: Vec::new(),
        pat: Pat::Ident(PatIdent { attrs: Vec::new(), by_ref: None, mutability: None, ident: asked, subpat: None }),
        fat_arrow_token: Token![=>](span),
        body: Box::new(Expr::Verbatim(value)),
        comma: None,
    };
    Expr::Match(ExprMatch {
        attrs,
        match_token: Token![match](first),
        expr: Box::new(Expr::MethodCall(ask)),
        brace_token: Brace(await_token.span),
        arms: vec![arm],
    })
}
