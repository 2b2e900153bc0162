//! The plain code of a body that is split: each statement that awaits becomes a place where it may stop.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::token::Brace;
use syn::{Arm, Block, Expr, ExprBlock, ExprLoop, ExprMatch, ExprWhile, Pat, Stmt, Token, parse_quote};

use super::{Local, Stop};
use crate::analyse::{Carried, Cut, Next, Then, is_list, leading_await};
use crate::args::Mode;
use crate::awaits::{OPERAND, ends};
use crate::signature::located;

/// Turns a body into plain code, and keeps what it takes out of it.
pub(super) struct Stops<'m> {
    mode: &'m Mode,
    span: Span,
    /// The places where the plain code may stop.
    pub(super) all: Vec<Stop>,
    /// Some call is asked.
    pub(super) asks: bool,
}

impl<'m> Stops<'m> {
    pub(super) fn new(mode: &'m Mode, span: Span) -> Self {
        Self { mode, span, all: Vec::new(), asks: false }
    }

    /// The variable that says that the plain code stopped, and with what.
    pub(super) fn stopped(&self, index: usize) -> Ident {
        format_ident!("__stopped{}", index, span = self.span)
    }

    /// Makes plain code of `block`.
    pub(super) fn cut(&mut self, block: &mut Block, cut: Cut) {
        let Cut { at, carried, then } = cut;
        quiet_locals(&mut block.stmts[..at], &carried);
        match then {
            Then::Machine => self.stop_at(block, at, &carried, false),
            Then::Forward => self.stop_at(block, at, &carried, true),
            Then::Ask(next) => {
                self.ask(block, at, &carried);
                self.go_on(block, next);
            }
            Then::Arms(arms) => {
                let Stmt::Expr(tail, _) = &mut block.stmts[at] else { unreachable!("as was planned") };
                each_awaiting(tail, &mut arms.into_iter(), &mut |arm, cut| self.cut(arm, cut));
            }
            Then::Arm(arms, next) => {
                self.arm(block, at, arms, &carried);
                self.go_on(block, next);
            }
            Then::Loop(plain, next) => {
                self.first_turn(block, at, plain, &carried);
                self.go_on(block, next);
            }
        }
    }

    /// Ends the plain code of `block` where it has to stop again, if anywhere.
    fn go_on(&mut self, block: &mut Block, next: Next) {
        if let Some((next, carried)) = next {
            quiet_locals(&mut block.stmts[..next], &carried);
            self.stop_at(block, next, &carried, false);
        }
    }

    /// Ends the plain code of `block` before a statement; the machine runs the rest.
    fn stop_at(&mut self, block: &mut Block, at: usize, carried: &Carried, forward: bool) {
        let mut machine = block.clone();
        machine.stmts = block.stmts.split_off(at);
        let forwarded = match &mut *machine.stmts {
            [Stmt::Expr(Expr::Await(awaited), None)] if forward => {
                let (first, last) = ends(awaited.base.to_token_stream());
                let make = Ident::new("__make", first);
                let mut nothing = Group::new(Delimiter::Parenthesis, TokenStream::new());
                nothing.set_span(last);
                let made = Box::new(Expr::Verbatim(quote!(#make #nothing)));
                Some((make, *std::mem::replace(&mut awaited.base, made)))
            }
            _ => None,
        };
        let stop = self.stop(locals(carried), machine, forwarded);
        block.stmts.push(Stmt::Expr(stop, None));
    }

    /// Makes the call that a statement of `block` awaits, and goes on with its value; the machine does with its task.
    fn ask(&mut self, block: &mut Block, at: usize, carried: &Carried) {
        self.asks = true;
        let mut machine = block.clone();
        machine.stmts.drain(..at);
        let span = self.span;
        let krate = self.mode.krate(span);
        let asked = quote_spanned!(span=> __asked);
        if let Some(Expr::Await(awaited)) = leading_await(&mut machine.stmts[0]) {
            let call = &awaited.base;
            let (first, last) = ends(call.to_token_stream());
            let name = Ident::new(OPERAND, first);
            let mut given = Group::new(Delimiter::Parenthesis, quote_spanned!(located(last)=> #asked, || #call));
            given.set_span(last);
            *awaited.base = Expr::Verbatim(quote!(#name #given));
        }
        let stop = self.stop([(asked.clone(), None)].into_iter().chain(locals(carried)), machine, None);
        self.all.last_mut().expect("pushed just now").begins_pending = carried.iter().all(|local| !local.moved);
        let Some(expr @ Expr::Await(_)) = leading_await(&mut block.stmts[at]) else { unreachable!("as was planned") };
        let Expr::Await(awaited) = std::mem::replace(expr, Expr::PLACEHOLDER) else { return };
        let (call, (first, _), last) = (&awaited.base, ends(awaited.base.to_token_stream()), awaited.await_token.span);
        let span = located(last);
        let arm = |pat, body| Arm {
            attrs: Vec::new(),
            pat: Pat::Verbatim(pat),
            fat_arrow_token: Token![=>](span),
            body: Box::new(body),
            comma: Some(Token![,](span)),
        };
        let answered = quote_spanned!(span=> #krate::__private::core::result::Result::Ok(__value));
        let pending = quote_spanned!(span=> #krate::__private::core::result::Result::Err(#asked));
        *expr = Expr::Match(ExprMatch {
            attrs: Vec::new(),
            match_token: Token![match](first),
            expr: Box::new(Expr::Verbatim(quote_spanned!(span=> #krate::__private::call(|| #call).__valuetask_ask()))),
            brace_token: Brace(last),
            arms: vec![arm(answered, Expr::Verbatim(quote_spanned!(span=> __value))), arm(pending, stop)],
        });
    }

    /// Stops in the one arm of a statement that awaits; the machine begins with that arm.
    fn arm(&mut self, block: &mut Block, at: usize, arms: Vec<Option<Cut>>, carried: &Carried) {
        let mut machine = block.clone();
        machine.stmts.drain(..at);
        let Stmt::Expr(branch, _) = &mut block.stmts[at] else { unreachable!("as was planned") };
        each_awaiting(branch, &mut arms.into_iter(), &mut |arm, _| {
            let Stmt::Expr(begin, _) = &mut machine.stmts[0] else { unreachable!("as was planned") };
            *begin = in_block(arm.clone());
            arm.stmts = vec![Stmt::Expr(self.stop(locals(carried), machine.clone(), None), None)];
        });
    }

    /// Stops at the first await of a loop's first turn; the machine begins there.
    fn first_turn(&mut self, block: &mut Block, at: usize, plain: usize, carried: &Carried) {
        let mut machine = block.clone();
        machine.stmts.drain(..at);
        let entered = quote_spanned!(self.span=> __entered);
        let turn = turn(&mut machine.stmts[0]);
        let before: Vec<_> = turn.stmts.drain(..plain).collect();
        let enter = quote_spanned!(self.span=> if #entered { #entered = false; } else { #(#before)* });
        turn.stmts.insert(0, Stmt::Expr(Expr::Verbatim(enter), None));
        if let Stmt::Expr(Expr::While(looped), _) = &mut machine.stmts[0] {
            let condition = &looped.cond;
            *looped.cond = Expr::Verbatim(quote_spanned!(self.span=> #entered || #condition));
        }
        let enters = quote_spanned!(self.span=> let mut #entered = true);
        machine.stmts.insert(0, Stmt::Expr(Expr::Verbatim(enters), Some(Token![;](self.span))));
        let stop = self.stop(locals(carried), machine, None);
        let turn = self::turn(&mut block.stmts[at]);
        turn.stmts.truncate(plain);
        turn.stmts.push(Stmt::Expr(stop, None));
        if let Stmt::Expr(Expr::Loop(ExprLoop { attrs, .. }) | Expr::While(ExprWhile { attrs, .. }), _) =
            &mut block.stmts[at]
        {
            attrs.push(parse_quote!(#[allow(clippy::never_loop)]));
        }
    }

    /// Keeps what goes on from here, and gives the expression that stops the plain code.
    fn stop(
        &mut self,
        passed: impl Iterator<Item = (TokenStream, Option<TokenStream>)>,
        block: Block,
        forwarded: Option<(Ident, Expr)>,
    ) -> Expr {
        let (span, stopped) = (self.span, self.stopped(self.all.len()));
        let krate = self.mode.krate(span);
        let passed: Vec<_> = passed
            .enumerate()
            .map(|(index, (value, mutable))| {
                let outer = format_ident!("__passed{}", index, span = span);
                Local { inner: quote!(#mutable #value), value, outer }
            })
            .collect();
        let values = passed.iter().map(|local| &local.value);
        let stop = quote_spanned! {span=>
            {
                #stopped = #krate::__private::core::option::Option::Some((#(#values,)*));
                match #krate::__private::stop().await {}
            }
        };
        self.all.push(Stop { passed, begins_pending: false, block, forwarded });
        Expr::Verbatim(stop)
    }
}

/// What passes of each local, and whether it is `mut`.
fn locals(carried: &Carried) -> impl Iterator<Item = (TokenStream, Option<TokenStream>)> {
    carried.iter().map(|local| (local.name.to_token_stream(), local.mutable.then(|| quote!(mut))))
}

/// The body of a loop.
fn turn(stmt: &mut Stmt) -> &mut Block {
    match stmt {
        Stmt::Expr(Expr::Loop(looped), _) => &mut looped.body,
        Stmt::Expr(Expr::While(looped), _) => &mut looped.body,
        _ => unreachable!("as was planned"),
    }
}

/// A local that only a machine changes is `mut` for no reason that the compiler sees.
fn quiet_locals(plain: &mut [Stmt], carried: &Carried) {
    for stmt in plain {
        let Stmt::Local(local) = stmt else { continue };
        let pat = match &local.pat {
            Pat::Type(pat) => &*pat.pat,
            pat => pat,
        };
        if let Pat::Ident(pat) = pat
            && carried.iter().any(|local| local.mutable && local.name == pat.ident)
        {
            local.attrs.push(parse_quote!(#[allow(unused_mut)]));
        }
    }
}

/// Calls `each` with those arms of what branches that await.
fn each_awaiting(
    branch: &mut Expr,
    arms: &mut impl Iterator<Item = Option<Cut>>,
    each: &mut impl FnMut(&mut Block, Cut),
) {
    match branch {
        Expr::If(branch) => {
            if let Some(cut) = arms.next().expect(PLANNED) {
                each(&mut branch.then_branch, cut);
            }
            match &mut branch.else_branch {
                Some((_, otherwise)) if matches!(**otherwise, Expr::If(_)) => each_awaiting(otherwise, arms, each),
                Some((_, otherwise)) => in_braces(otherwise, arms.next().expect(PLANNED), each),
                None => {}
            }
        }
        Expr::Match(branch) => {
            branch.arms.iter_mut().for_each(|arm| in_braces(&mut arm.body, arms.next().expect(PLANNED), each));
        }
        _ => unreachable!("it branches"),
    }
}

fn in_braces(arm: &mut Expr, cut: Option<Cut>, each: &mut impl FnMut(&mut Block, Cut)) {
    let Some(cut) = cut else { return };
    if !is_list(arm) {
        let span = located(arm.span());
        let single = std::mem::replace(arm, Expr::PLACEHOLDER);
        *arm = in_block(Block { brace_token: Brace(span), stmts: vec![Stmt::Expr(single, None)] });
    }
    let Expr::Block(arm) = arm else { unreachable!("in braces") };
    each(&mut arm.block, cut);
}

fn in_block(block: Block) -> Expr {
    Expr::Block(ExprBlock { attrs: Vec::new(), label: None, block })
}

const PLANNED: &str = "as many arms as were planned";
