//! A body in two parts: plain code that may return, and machines that go on from where it stopped.
//!
//! The plain code is an async block that is polled once where it stands and then gone, so `return`, `?` and loops in it mean
//! what they mean in the method. It borrows the arguments; a machine owns them. Only copies, and a task that the plain code has
//! asked in vain, pass from one to the other.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::token::Brace;
use syn::{Arm, Block, Expr, ExprMatch, Pat, Stmt, Token, parse_quote};

use super::body;
use crate::analyse::{Carried, Cut, Next, Then, is_list, leading_await};
use crate::args::Mode;
use crate::signature::{Outline, located};

/// The statements of a method whose `body` is split at `cut`.
pub(super) fn split(body: &Block, cut: Cut, outline: &Outline, mode: &Mode) -> TokenStream {
    let value = outline.value.as_ref().expect("a body with an opaque value isn't split");
    let span = located(body.brace_token.span.join());
    let (krate, task) = (mode.krate(span), body::task_path(mode, span));
    let mut stops = Stops { mode, span, all: Vec::new(), asks: false };
    let mut plain = body.clone();
    stops.cut(&mut plain, cut);

    let import = stops.asks.then(|| {
        quote! {
            #[allow(unused_imports)]
            use #krate::__private::Unasked as _;
        }
    });
    let hint = body::return_hint(outline, mode, span);
    let plain = body::typed(&plain, outline, span);
    let stopped: Vec<_> = (0..stops.all.len()).map(|index| stops.stopped(index)).collect();
    let last = stops.all.len() - 1;
    let machines = stops.all.iter().zip(&stopped).enumerate().map(|(index, (stop, stopped))| {
        let passed = stop.passed.iter().map(|local| &local.outer);
        let made = stop.made(outline, &quote_spanned!(span=> #task<'_, #value>), mode, span);
        if index == last {
            quote_spanned! {span=>
                let #krate::__private::core::option::Option::Some((#(#passed,)*)) = #stopped else {
                    #krate::__private::unreached()
                };
                #made
            }
        } else {
            quote_spanned! {span=>
                if let #krate::__private::core::option::Option::Some((#(#passed,)*)) = #stopped {
                    return { #made };
                }
            }
        }
    });
    quote_spanned! {span=>
        #(let mut #stopped = #krate::__private::core::option::Option::None;)*
        if let #krate::__private::core::task::Poll::Ready(__ret) = #krate::__private::prefix(async {
            #import #hint #plain
        }) {
            return #task::ready(__ret);
        }
        #(#machines)*
    }
}

/// A place where the plain code may stop, and what goes on from there.
struct Stop {
    passed: Vec<Local>,
    /// The first local is what came of asking.
    asked: bool,
    /// What the machine runs.
    block: Block,
    /// The call whose task may be the method's own.
    forwarded: Option<Expr>,
}

/// A local that passes to a machine.
struct Local {
    /// Its value when the plain code stops.
    value: TokenStream,
    /// Its name between the two.
    outer: Ident,
    /// Its pattern in the machine.
    inner: TokenStream,
}

impl Stop {
    /// The task of a body that stopped here, from the names of `passed`.
    fn made(&self, outline: &Outline, task: &TokenStream, mode: &Mode, span: Span) -> TokenStream {
        let krate = mode.krate(span);
        let inner: Vec<_> = self.passed.iter().map(|local| &local.inner).collect();
        let outer = self.passed.iter().map(|local| &local.outer);
        let mut block = self.block.clone();
        let rebound: Block = parse_quote!({ #(#[allow(unused_mut, unused_variables)] let #inner = #outer;)* });
        block.stmts.splice(..0, rebound.stmts);
        let machine = body::machine(&mut block, outline, mode, body::Arguments::MayBeUsedBefore);
        let machine = if self.asked {
            let hot = if mode.send { quote!(hot) } else { quote!(hot_local) };
            quote_spanned! {span=>
                let __start = #krate::__private::start(&__passed0);
                #krate::__private::stopped(move || __start.#hot(#machine))
            }
        } else {
            let machine = body::task(&machine, mode, span);
            quote_spanned!(span=> #krate::__private::stopped(move || #machine))
        };
        let Some(call) = &self.forwarded else { return machine };
        let (outer, again) = (self.passed.iter().map(|local| &local.outer), &inner);
        quote_spanned! {span=>
            {
                #[allow(unused_imports)]
                use #krate::__private::Unforwarded as _;
                #(#[allow(unused_mut, unused_variables)] let #again = #outer;)*
                if #krate::__private::tail::<#task, _, _>(|| #call).__valuetask_forwards() {
                    return #krate::__private::tail::<#task, _, _>(move || #call).__valuetask_forward();
                }
            }
            #machine
        }
    }
}

/// Turns a body into plain code, and keeps what it takes out of it.
struct Stops<'m> {
    mode: &'m Mode,
    span: Span,
    all: Vec<Stop>,
    /// Some call is asked.
    asks: bool,
}

impl Stops<'_> {
    /// The variable that says that the plain code stopped, and with what.
    fn stopped(&self, index: usize) -> Ident {
        format_ident!("__stopped{}", index, span = self.span)
    }

    /// Makes plain code of `block`.
    fn cut(&mut self, block: &mut Block, cut: Cut) {
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
        let forwarded = match &*machine.stmts {
            [Stmt::Expr(Expr::Await(awaited), None)] if forward => Some(Expr::clone(&awaited.base)),
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
            *awaited.base = Expr::Verbatim(quote_spanned!(span=> #krate::__private::operand(#asked, || #call)));
        }
        let stop = self.stop([(asked.clone(), None)].into_iter().chain(locals(carried)), machine, None);
        self.all.last_mut().expect("pushed just now").asked = true;
        let Some(expr @ Expr::Await(_)) = leading_await(&mut block.stmts[at]) else { unreachable!("as was planned") };
        let Expr::Await(awaited) = std::mem::replace(expr, Expr::PLACEHOLDER) else { return };
        let (call, at) = (awaited.base, located(awaited.await_token.span));
        let ask = quote_spanned!(at=> #krate::__private::call(|| #call).__valuetask_ask());
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
            match_token: Token![match](span),
            expr: Box::new(Expr::Verbatim(ask)),
            brace_token: Brace(span),
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
            *begin = parse_quote!(#arm);
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
        let enter = parse_quote! {
            if #entered { #entered = false; } else { #(#before)* }
        };
        turn.stmts.insert(0, Stmt::Expr(enter, None));
        if let Stmt::Expr(Expr::While(looped), _) = &mut machine.stmts[0] {
            let condition = &looped.cond;
            *looped.cond = parse_quote!(#entered || #condition);
        }
        machine.stmts.insert(0, parse_quote!(let mut #entered = true;));
        let stop = self.stop(locals(carried), machine, None);
        let turn = self::turn(&mut block.stmts[at]);
        turn.stmts.truncate(plain);
        turn.stmts.push(Stmt::Expr(stop, None));
    }

    /// Keeps what goes on from here, and gives the expression that stops the plain code.
    fn stop(
        &mut self,
        passed: impl Iterator<Item = (TokenStream, Option<TokenStream>)>,
        block: Block,
        forwarded: Option<Expr>,
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
        self.all.push(Stop { passed, asked: false, block, forwarded });
        Expr::Verbatim(stop)
    }
}

/// What passes of each local, and whether it is `mut`.
fn locals(carried: &Carried) -> impl Iterator<Item = (TokenStream, Option<TokenStream>)> {
    carried.iter().map(|(name, mutable)| (quote!(#name), mutable.then(|| quote!(mut))))
}

/// The body of a loop.
fn turn(stmt: &mut Stmt) -> &mut Block {
    match stmt {
        Stmt::Expr(Expr::Loop(looped), _) => &mut looped.body,
        Stmt::Expr(Expr::While(looped), _) => &mut looped.body,
        _ => unreachable!("as was planned"),
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
        let single = std::mem::replace(arm, Expr::PLACEHOLDER);
        *arm = parse_quote!({ #single });
    }
    let Expr::Block(arm) = arm else { unreachable!("in braces") };
    each(&mut arm.block, cut);
}

const PLANNED: &str = "as many arms as were planned";

/// A local that only a machine changes is `mut` for no reason that the compiler sees.
fn quiet_locals(plain: &mut [Stmt], carried: &Carried) {
    for stmt in plain {
        let Stmt::Local(local) = stmt else { continue };
        let pat = match &local.pat {
            Pat::Type(pat) => &*pat.pat,
            pat => pat,
        };
        if let Pat::Ident(pat) = pat
            && carried.iter().any(|(name, mutable)| *mutable && *name == pat.ident)
        {
            local.attrs.push(parse_quote!(#[allow(unused_mut)]));
        }
    }
}
