//! Which mechanism a method gets, what of it runs at the call, and why not more.
//!
//! A body is split only where nobody can see the difference: every condition that fails is a [`Reason`], and then the hot
//! machine takes the whole body.

mod advice;
mod branches;
mod call;
mod classes;
mod cut;
mod leading;
mod leaves;
mod locals;
mod loops;
mod mentions;
mod reason;

use proc_macro2::{Span, TokenStream};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Block, Expr, ExprAwait, Item, Macro, Signature};

pub(crate) use branches::is_list;
pub(crate) use classes::is_scalar;
pub(crate) use cut::{Carried, Cut, Next, Then};
pub(crate) use leading::leading_await;
pub use reason::{Reason, Why};

use crate::args::{Args, Mode, Start, take_inert};
use crate::attributes::{is_foreign, opaque};
use crate::macros::may_await;
use crate::parse;

/// How a method's body comes to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mechanism {
    /// Nothing is awaited: the body runs at the call and its value is the task.
    Ready,
    /// The statements before the first await run at the call, and may return.
    EarlyExit,
    /// So does what branches first, up to the arms that await.
    Branches,
    /// So does the first turn of a loop, up to its first await.
    Loop,
    /// The tail awaits one call: the task that this gives is the method's own.
    Forward,
    /// The body goes on at the call if the first task that it awaits is complete.
    Ask,
    /// The whole body is a machine that runs at the call up to its first await that can't be answered at once.
    HotMachine,
    /// The whole body is a machine that runs when it is polled.
    Lazy,
}

/// What becomes of one method.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How the body comes to run.
    pub mechanism: Mechanism,
    /// Why it isn't split further; empty where it couldn't be.
    pub reasons: Vec<Reason>,
    /// How many statements of the body run at the call without a machine.
    pub runs_at_call: usize,
}

/// One async method with a body, and its plan.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The name of the method.
    pub name: String,
    /// Where its name is.
    pub at: Span,
    /// From its first attribute to the end of its body.
    pub span: Span,
    /// What becomes of it.
    pub plan: Plan,
    /// What may suspend it, in the order in which it is written.
    pub awaits: Vec<Await>,
}

/// An await of a method's own body, or a macro call that may hide one.
#[derive(Clone, Debug)]
pub struct Await {
    /// The expression or the macro call as a whole.
    pub span: Span,
    /// What is shown to a reader who looks for it: `.await`, or the name of the macro.
    pub at: Span,
    /// It is a macro call.
    pub hidden: bool,
}

/// The plans of the async methods of `item` under an attribute with `args`; `start` is what holds where they don't say.
///
/// # Errors
///
/// The first mistake in `args` or `item`, at its place.
pub fn plans(args: TokenStream, item: TokenStream, start: Start) -> syn::Result<Vec<Planned>> {
    plans_in(&Mode::new(start, false).with(syn::parse2::<Args>(args)?), item)
}

/// [`plans`] under `#[async_method]`.
///
/// # Errors
///
/// The first mistake in `args` or `item`, at its place.
pub fn plans_declared(args: TokenStream, item: TokenStream, start: Start) -> syn::Result<Vec<Planned>> {
    plans_in(&Mode::new(start, true).with(syn::parse2::<Args>(args)?.for_declared()?), item)
}

fn plans_in(mode: &Mode, item: TokenStream) -> syn::Result<Vec<Planned>> {
    let mut item = syn::parse2::<parse::Item>(item)?;
    let mut plans = Ok(Vec::new());
    parse::methods(&mut item, |method, scope| {
        let parse::Method { attrs, sig, body } = method;
        let first = attrs.first().map_or_else(|| sig.span(), |attr| attr.span());
        let own = take_inert(attrs, mode);
        let (Some(body), Some(_), Ok(all)) = (body, sig.asyncness, &mut plans) else { return };
        match own {
            Ok(mode) => {
                let span = first.join(body.brace_token.span.close()).unwrap_or(first);
                let awaits = awaits_of(|found| found.visit_block(body)).into_iter().map(Await::from).collect();
                let plan = plan(sig, attrs, body, &mode.of(sig, scope)).0;
                all.push(Planned { name: sig.ident.to_string(), at: sig.ident.span(), span, plan, awaits });
            }
            Err(error) => plans = Err(error),
        }
    });
    plans
}

/// Plans a method, given as it was written, and cuts its body if that is the plan.
pub(crate) fn plan(sig: &Signature, attrs: &[Attribute], body: &Block, mode: &Mode) -> (Plan, Option<Cut>) {
    let awaits = awaits_of(|found| found.visit_block(body));
    let plan = |mechanism, reasons, runs_at_call| Plan { mechanism, reasons, runs_at_call };
    if mode.start == Start::Lazy {
        return (plan(Mechanism::Lazy, Vec::new(), 0), None);
    }
    if !mode.split {
        return (plan(Mechanism::HotMachine, vec![Reason::at(Why::Asked, sig.ident.span())], 0), None);
    }
    if let Some(foreign) = attrs.iter().find(|attr| is_foreign(attr)) {
        let why = match opaque(attrs) {
            Some(opaque) => Why::UnknownAttribute(path_of(opaque)),
            None => Why::ForeignAttribute(path_of(foreign)),
        };
        return (plan(Mechanism::HotMachine, vec![Reason::at(why, foreign.span())], 0), None);
    }
    if mode.declared {
        let mechanism = if awaits.is_empty() { Mechanism::Ready } else { Mechanism::HotMachine };
        return (plan(mechanism, vec![Reason::at(Why::DeclaredReturn, sig.output.span())], 0), None);
    }
    if awaits.is_empty() {
        return (plan(Mechanism::Ready, Vec::new(), body.stmts.len()), None);
    }
    if mode.unbound {
        return (plan(Mechanism::HotMachine, vec![Reason::at(Why::UnboundType, sig.ident.span())], 0), None);
    }
    match cut::of(sig, body) {
        Ok((cut, reason)) => {
            let mechanism = match cut.then {
                Then::Machine => Mechanism::EarlyExit,
                Then::Forward => Mechanism::Forward,
                Then::Ask { .. } => Mechanism::Ask,
                Then::Arms(_) | Then::Arm(..) => Mechanism::Branches,
                Then::Loop(..) => Mechanism::Loop,
            };
            (plan(mechanism, reason.into_iter().collect(), cut.at), Some(cut))
        }
        Err(reason) => (plan(Mechanism::HotMachine, vec![reason], 0), None),
    }
}

fn path_of(attr: &Attribute) -> String {
    let names: Vec<_> = attr.path().segments.iter().map(|segment| segment.ident.to_string()).collect();
    names.join("::")
}

/// What is, or may hide, an await of the code itself that `visit` is shown.
fn awaits_of<'a>(visit: impl FnOnce(&mut Awaits<'a>)) -> Vec<Found<'a>> {
    let mut found = Awaits(Vec::new());
    visit(&mut found);
    found.0
}

enum Found<'a> {
    Await(&'a ExprAwait),
    Macro(&'a Macro),
}

impl From<Found<'_>> for Await {
    fn from(found: Found<'_>) -> Self {
        match found {
            Found::Await(awaited) => Self { span: awaited.span(), at: awaited.await_token.span, hidden: false },
            Found::Macro(mac) => Self { span: mac.span(), at: mac.path.span(), hidden: true },
        }
    }
}

struct Awaits<'a>(Vec<Found<'a>>);

impl<'a> Visit<'a> for Awaits<'a> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Async(_) | Expr::Closure(_) | Expr::Const(_) => {}
            Expr::Await(awaited) => {
                visit::visit_expr(self, expr);
                self.0.push(Found::Await(awaited));
            }
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_macro(&mut self, mac: &'a Macro) {
        if may_await(mac) {
            self.0.push(Found::Macro(mac));
        }
    }

    fn visit_item(&mut self, _: &'a Item) {}
}
