//! From a body to one whose awaits ask before they poll, with a gate where the analysis has put one.
//!
//! ```text
//! operand.await
//!
//! match awaited(operand).__valuetask_ask() {
//!     asked => if asked.there { asked.value() } else { asked.pending().await }
//! }
//! ```
//!
//! Where the analysis lets only some awaits ask, the others are behind a gate at once, which the compiler checks sooner:
//!
//! ```text
//! gated(operand).await
//! ```

use proc_macro2::{Delimiter, Ident, TokenStream};
use quote::quote_spanned;
use syn::token::Paren;
use syn::visit_mut;
use syn::{Block, Expr, ExprAwait, ExprParen, ExprRange, Item, Stmt, Token};

use crate::analyse::{Analysis, Gate, first_span};
use crate::args::Mode;
use crate::tokens::{group, located};
use crate::visitor::{Through, Visitor};

/// Rewrites the awaits of `body` itself, not those of blocks and closures in it, and puts the gate between its
/// statements. Returns a gate that stands before all of them.
pub(super) fn rewrite(body: &mut Block, analysis: &Analysis, mode: &Mode) -> Option<TokenStream> {
    visit_mut::visit_block_mut(&mut Through(&mut Rewrite { mode, asks: analysis.most_asks }), body);
    let Gate { span, at } = analysis.gate.as_ref()?;
    let span = located(*span);
    let name = mode.private("gate", span);
    let gate = quote_spanned!(span=> #name().await;);
    if *at == 0 {
        return Some(gate);
    }
    body.stmts.insert(*at, Stmt::Expr(Expr::Verbatim(gate), None));
    None
}

struct Rewrite<'m> {
    mode: &'m Mode,
    /// How many of the next awaits ask.
    asks: usize,
}

impl Visitor for Rewrite<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Async(_) | Expr::Closure(_) | Expr::Const(_) => {}
            Expr::Await(_) => {
                let Expr::Await(mut awaited) = std::mem::replace(expr, Expr::PLACEHOLDER) else { return };
                self.visit_expr_mut(&mut awaited.base);
                let rewrite = if self.asks == 0 { gated } else { asked };
                self.asks = self.asks.saturating_sub(1);
                *expr = rewrite(awaited, self.mode);
            }
            _ => {
                parenthesize_first(expr);
                visit_mut::visit_expr_mut(&mut Through(self), expr);
            }
        }
    }

    fn visit_item_mut(&mut self, _: &mut Item) {}
}

/// Puts parentheses around an await that an expression begins with: a statement or an arm would end behind its `match`.
fn parenthesize_first(expr: &mut Expr) {
    let first = match expr {
        Expr::Assign(expr) => &mut *expr.left,
        Expr::Binary(expr) => &mut expr.left,
        Expr::Call(expr) => &mut expr.func,
        Expr::Cast(expr) => &mut expr.expr,
        Expr::Field(expr) => &mut expr.base,
        Expr::Index(expr) => &mut expr.expr,
        Expr::MethodCall(expr) => &mut expr.receiver,
        Expr::RawAddr(expr) => &mut expr.expr,
        Expr::Reference(expr) => &mut expr.expr,
        Expr::Try(expr) => &mut expr.expr,
        Expr::Unary(expr) => &mut expr.expr,
        // An end of one is read as a statement begins, too.
        Expr::Range(ExprRange { start, end, .. }) => {
            return [start, end].into_iter().flatten().for_each(|limit| parenthesize(limit));
        }
        _ => return,
    };
    parenthesize(first);
}

fn parenthesize(awaited: &mut Expr) {
    if let Expr::Await(_) = awaited {
        let paren_token = Paren(first_span(awaited));
        let expr = Box::new(std::mem::replace(awaited, Expr::PLACEHOLDER));
        *awaited = Expr::Paren(ExprParen { attrs: Vec::new(), paren_token, expr });
    }
}

/// Writes an await whose operand is asked first.
///
/// It begins and ends with the tokens that the user's await begins and ends with, so that what the compiler and lints
/// have to say of the operand or of the await is shown where it was written.
fn asked(ExprAwait { attrs, base, dot_token, await_token }: ExprAwait, mode: &Mode) -> Expr {
    let first = first_span(&base);
    let (span, end) = (located(first), located(dot_token.span));
    let operand = argument(*base);
    // What lints say of a future that is awaited is to be said of this one, at the user's place. Not at the operand's:
    // the compiler would suggest to write `ref` there.
    let asked = Ident::new("__asked", await_token.span);
    let arm = quote_spanned! {span=>
        #asked => if #asked.there { #asked.value() } else { #asked.pending() #dot_token #await_token }
    };
    let (begin, awaited) = (Ident::new("match", first), mode.private("awaited", span));
    let (dot, ask) = (Token![.](end), Ident::new("__valuetask_ask", end));
    let nothing = group(Delimiter::Parenthesis, TokenStream::new(), end);
    let arm = group(Delimiter::Brace, arm, await_token.span);
    Expr::Verbatim(quote_spanned!(span=> #(#attrs)* #begin #awaited(#operand) #dot #ask #nothing #arm))
}

/// Writes an await that ends the part that runs at the call.
fn gated(ExprAwait { attrs, base, dot_token, await_token }: ExprAwait, mode: &Mode) -> Expr {
    let span = located(first_span(&base));
    let (gated, operand) = (mode.private("gated", span), argument(*base));
    Expr::Verbatim(quote_spanned!(span=> #(#attrs)* #gated(#operand) #dot_token #await_token))
}

/// An operand as an argument, without the parentheses that it needs before a dot: they would be too many.
fn argument(operand: Expr) -> Expr {
    match operand {
        Expr::Paren(ExprParen { attrs, expr, .. }) if attrs.is_empty() => *expr,
        other => other,
    }
}
