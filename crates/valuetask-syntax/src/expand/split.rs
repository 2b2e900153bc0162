//! A body in two parts: plain code that may return, and machines that go on from where it stopped.
//!
//! The plain code is an async block that is polled once where it stands and then gone, so `return`, `?` and loops in it mean
//! what they mean in the method. It borrows the arguments; a machine owns them. Only copies, and a task that the plain code has
//! asked in vain, pass from one to the other.

use std::borrow::Cow;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Block, Expr, Pat, Stmt, parse_quote};

use super::body;
use crate::analyse::{Carried, Cut, Then, leading_await, stmts_of};
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
                if let Some((next, carried)) = next {
                    quiet_locals(&mut block.stmts[..next], &carried);
                    self.stop_at(block, next, &carried, false);
                }
            }
            Then::Arms(arms) => {
                let Some(Stmt::Expr(tail, None)) = block.stmts.last_mut() else {
                    unreachable!("a branching tail is an expression")
                };
                self.arms(tail, &mut arms.into_iter());
            }
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
        let passed = carried.iter().map(|(name, mutable)| (quote!(#name), mutable.then(|| quote!(mut))));
        let stop = self.stop(passed, machine, forwarded);
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
            *awaited.base = parse_quote!(#krate::__private::operand(#asked, || #call));
        }
        let passed = carried.iter().map(|(name, mutable)| (quote!(#name), mutable.then(|| quote!(mut))));
        let stop = self.stop([(asked.clone(), None)].into_iter().chain(passed), machine, None);
        self.all.last_mut().expect("pushed just now").asked = true;
        let Some(expr @ Expr::Await(_)) = leading_await(&mut block.stmts[at]) else { unreachable!("as was planned") };
        let Expr::Await(awaited) = std::mem::replace(expr, Expr::PLACEHOLDER) else { return };
        let (call, at) = (awaited.base, located(awaited.await_token.span));
        let ask = quote_spanned!(at=> #krate::__private::call(|| #call).__valuetask_ask());
        *expr = parse_quote! {
            match #ask {
                #krate::__private::core::result::Result::Ok(__value) => __value,
                #krate::__private::core::result::Result::Err(#asked) => #stop,
            }
        };
    }

    fn arms(&mut self, tail: &mut Expr, arms: &mut impl Iterator<Item = Option<Cut>>) {
        let mut next = || arms.next().expect("as many arms as were planned");
        match tail {
            Expr::If(branch) => {
                if let Some(cut) = next() {
                    self.cut(&mut branch.then_branch, cut);
                }
                match &mut branch.else_branch {
                    Some((_, otherwise)) if matches!(**otherwise, Expr::If(_)) => self.arms(otherwise, arms),
                    Some((_, otherwise)) => self.arm(otherwise, next()),
                    None => {}
                }
            }
            Expr::Match(branch) => branch.arms.iter_mut().for_each(|arm| self.arm(&mut arm.body, next())),
            _ => unreachable!("the tail branches"),
        }
    }

    fn arm(&mut self, body: &mut Expr, cut: Option<Cut>) {
        let Some(cut) = cut else { return };
        if !matches!(body, Expr::Block(_)) || matches!(stmts_of(body), Cow::Owned(_)) {
            let single = std::mem::replace(body, Expr::PLACEHOLDER);
            *body = parse_quote!({ #single });
        }
        if let Expr::Block(block) = body {
            self.cut(&mut block.block, cut);
        }
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
        syn::parse2(stop).expect("a block is an expression")
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
            && carried.iter().any(|(name, mutable)| *mutable && *name == pat.ident)
        {
            local.attrs.push(parse_quote!(#[allow(unused_mut)]));
        }
    }
}
