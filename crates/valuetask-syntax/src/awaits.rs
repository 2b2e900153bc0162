//! The awaits of a body: each asks before it polls, and a gate stands before what may hide one.
//!
//! A gate is an await of its own, so nothing may live across it that the user's code doesn't already hold across an await:
//! it stands before the statement with the macro call, or, when a local lives there, before the one that made the first.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::token::{Brace, Paren};
use syn::visit_mut::{self, VisitMut};
use syn::{
    Arm, Block, Expr, ExprAwait, ExprMatch, ExprMethodCall, FnArg, Item, Macro, Pat, PatIdent, Signature, Stmt, Token,
    Type, parse_quote,
};

use crate::args::{Mode, Start};
use crate::macros::{may_await, may_bind};
use crate::signature::located;

/// What was found in a body whose awaits have been rewritten.
pub(crate) struct Wrapped {
    /// Whether it awaits anything.
    pub(crate) awaits: bool,
    /// The statements that a gate stands before.
    pub(crate) gates: Vec<Span>,
    /// A gate has to stand before all of the body, and what it is given: see [`takes_apart`].
    pub(crate) gated: bool,
}

/// Whether an argument's pattern binds something in the body, before its first statement.
pub(crate) fn takes_apart(sig: &Signature) -> bool {
    sig.inputs.iter().any(|arg| match arg {
        FnArg::Receiver(_) => false,
        FnArg::Typed(arg) => {
            !matches!(&*arg.pat, Pat::Wild(_) | Pat::Ident(PatIdent { by_ref: None, subpat: None, .. }))
        }
    })
}

/// Rewrites the awaits of `body` itself; `bound` is whether something is bound when it begins.
pub(crate) fn wrap(body: &mut Block, bound: bool, mode: &Mode) -> Wrapped {
    let found = Wrapped { awaits: false, gates: Vec::new(), gated: false };
    let mut wrap = Wrap { mode, lists: Vec::new(), bound, found };
    if mode.asks {
        wrap.visit_block_mut(body);
    }
    wrap.found
}

struct Wrap<'m> {
    mode: &'m Mode,
    /// The statement lists around the place that is being visited, outermost first.
    lists: Vec<List>,
    /// Whether the next list is entered with something alive: a pattern's bindings, an iterator, a scrutinee's temporaries.
    bound: bool,
    found: Wrapped,
}

/// How far one statement list has been visited.
struct List {
    /// Something came alive when the list was entered.
    bound: bool,
    /// The statement being visited.
    at: usize,
    /// The first statement that binds something.
    first_binding: Option<usize>,
    /// The statements that a gate must stand before.
    gates: Vec<usize>,
}

impl Wrap<'_> {
    /// Puts a gate before the macro call that is being visited.
    fn gate(&mut self) {
        if self.lists[0].bound {
            self.found.gated = true;
            return;
        }
        let last = self.lists.len() - 1;
        for depth in 0..=last {
            let entered_with_more = self.lists.get(depth + 1).is_some_and(|inner| inner.bound);
            let list = &mut self.lists[depth];
            if let Some(at) = list.first_binding {
                return list.gates.push(at);
            }
            if entered_with_more || depth == last {
                return list.gates.push(list.at);
            }
        }
    }

    fn seen(&mut self, mac: &Macro) {
        if self.mode.start == Start::Hot && may_await(mac) {
            self.gate();
        }
    }

    /// Visits what is evaluated with the bindings of a pattern, or a scrutinee, alive.
    fn under_bindings(&mut self, visit: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.bound, true);
        visit(self);
        self.bound = outer;
    }
}

impl VisitMut for Wrap<'_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let bound = std::mem::replace(&mut self.bound, false);
        self.lists.push(List { bound, at: 0, first_binding: None, gates: Vec::new() });
        for (at, stmt) in block.stmts.iter_mut().enumerate() {
            let depth = self.lists.len() - 1;
            self.lists[depth].at = at;
            self.visit_stmt_mut(stmt);
            if binds(stmt) {
                self.lists[depth].first_binding.get_or_insert(at);
            }
        }
        let mut list = self.lists.pop().expect("pushed above");
        self.bound = bound;
        list.gates.sort_unstable();
        list.gates.dedup();
        for at in list.gates.into_iter().rev() {
            self.found.gates.push(block.stmts[at].span());
            let span = located(block.stmts[at].span());
            let krate = self.mode.krate(span);
            let gate = Expr::Verbatim(quote_spanned!(span=> #krate::__private::gate().await));
            block.stmts.insert(at, Stmt::Expr(gate, Some(Token![;](span))));
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Await(_) => {
                let Expr::Await(mut awaited) = std::mem::replace(expr, Expr::PLACEHOLDER) else { return };
                self.visit_expr_mut(&mut awaited.base);
                *expr = self.asked(awaited);
            }
            Expr::Async(_) | Expr::Closure(_) | Expr::Const(_) => {}
            Expr::Match(_) | Expr::ForLoop(_) => self.under_bindings(|wrap| visit_mut::visit_expr_mut(wrap, expr)),
            Expr::If(branch) if has_let(&branch.cond) => {
                self.under_bindings(|wrap| visit_mut::visit_expr_mut(wrap, expr));
            }
            Expr::While(looped) if has_let(&looped.cond) => {
                self.under_bindings(|wrap| visit_mut::visit_expr_mut(wrap, expr));
            }
            // A block in the middle of an expression has the operands before it alive.
            Expr::If(_) | Expr::While(_) | Expr::Loop(_) | Expr::Block(_) | Expr::Unsafe(_) => {
                visit_mut::visit_expr_mut(self, expr);
            }
            _ => self.under_bindings(|wrap| visit_mut::visit_expr_mut(wrap, expr)),
        }
    }

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        self.seen(mac);
    }

    fn visit_item_mut(&mut self, _: &mut Item) {}
    fn visit_type_mut(&mut self, _: &mut Type) {}
    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        // Of all patterns only an arm's guard is code of this body.
        if let Pat::Guard(arm) = pat {
            self.visit_expr_mut(&mut arm.guard);
        }
    }
    fn visit_attribute_mut(&mut self, _: &mut syn::Attribute) {}
}

impl Wrap<'_> {
    /// `operand.await`, with the operand asked first.
    ///
    /// What comes of it begins and ends with the tokens that the await began and ended with, so that what the compiler and
    /// lints have to say of the operand or of the await is shown where it was written.
    fn asked(&mut self, awaited: ExprAwait) -> Expr {
        self.found.awaits = true;
        let ExprAwait { attrs, base, dot_token, await_token } = awaited;
        let (first, last) = ends(base.to_token_stream());
        let span = located(first);
        let asked = Ident::new("__asked", span);
        let ask = ExprMethodCall {
            attrs: Vec::new(),
            receiver: base,
            dot_token: Token![.](located(last)),
            method: Ident::new("__valuetask_ask", located(last)),
            turbofish: None,
            paren_token: Paren(located(last)),
            args: Punctuated::new(),
        };
        let value = quote_spanned!(span=> if #asked.there { #asked.value() } else { #asked #dot_token #await_token });
        Expr::Match(ExprMatch {
            attrs,
            match_token: Token![match](first),
            expr: Box::new(Expr::MethodCall(ask)),
            brace_token: Brace(await_token.span),
            arms: vec![Arm {
                attrs: Vec::new(),
                pat: parse_quote!(#asked),
                fat_arrow_token: Token![=>](span),
                body: Box::new(Expr::Verbatim(value)),
                comma: None,
            }],
        })
    }
}

/// The places of the first and of the last of `tokens`.
pub(crate) fn ends(tokens: TokenStream) -> (Span, Span) {
    let mut spans = tokens.into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::mixed_site);
    (first, spans.last().unwrap_or(first))
}

/// Whether a condition binds something.
pub(crate) fn has_let(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        Expr::Paren(paren) => has_let(&paren.expr),
        _ => false,
    }
}

/// Whether something that may not be `Send` is alive after a statement.
fn binds(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Local(local) => !local.init.as_ref().is_some_and(|init| matches!(&*init.expr, Expr::Lit(_))),
        Stmt::Macro(call) => may_bind(&call.mac),
        Stmt::Item(_) | Stmt::Expr(..) => false,
    }
}
