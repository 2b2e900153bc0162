//! What becomes of each method: when its body runs, and what may end the part of it that runs at the call.

mod reason;

use proc_macro2::{Span, TokenStream};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Block, Expr, ExprAwait, Item, Macro, Signature};

pub use reason::{Reason, Why};

use crate::args::{Args, Mode, Start, take_inert};
use crate::attributes::{is_foreign, opaque};
use crate::awaits::{self, takes_apart};
use crate::macros::may_await;
use crate::parse;

/// How a method's body comes to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mechanism {
    /// The body awaits nothing: it runs at the call, and its value is the task.
    Ready,
    /// The body is a machine that runs at the call, up to its first await that can't be answered at once.
    HotMachine,
    /// The body is a machine that runs when it is polled.
    Lazy,
}

/// What becomes of one method.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How the body comes to run.
    pub mechanism: Mechanism,
    /// Why less may run at the call than the body allows.
    pub reasons: Vec<Reason>,
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
    /// The statements before which the part that runs at the call ends, as a macro call in or after them may hide an await.
    pub gates: Vec<Span>,
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
    parse::methods(&mut item, |method, _| {
        let parse::Method { attrs, sig, body } = method;
        let first = attrs.first().map_or_else(|| sig.span(), |attr| attr.span());
        let own = take_inert(attrs, mode);
        let (Some(body), Some(_), Ok(all)) = (body, sig.asyncness, &mut plans) else { return };
        match own {
            Ok(mode) => {
                let span = first.join(body.brace_token.span.close()).unwrap_or(first);
                let awaits = suspensions(body).iter().filter_map(Suspension::shown).collect();
                let plan = plan(sig, attrs, body, &mode);
                let mut gates = Vec::new();
                if plan.mechanism == Mechanism::HotMachine {
                    let wrapped = awaits::wrap(body, takes_apart(sig), &mode);
                    gates = if wrapped.gated { vec![body.span()] } else { wrapped.gates };
                }
                all.push(Planned { name: sig.ident.to_string(), at: sig.ident.span(), span, plan, awaits, gates });
            }
            Err(error) => plans = Err(error),
        }
    });
    plans
}

/// Plans a method, given as it was written.
///
/// A body runs without a machine only where nothing can suspend it. A macro call can, whatever it is called: anybody may have a
/// `vec!` of their own.
pub(crate) fn plan(sig: &Signature, attrs: &[Attribute], body: &Block, mode: &Mode) -> Plan {
    if mode.start == Start::Lazy {
        return Plan { mechanism: Mechanism::Lazy, reasons: Vec::new() };
    }
    let mut reasons = Vec::new();
    if let Some(attr) = opaque(attrs) {
        reasons.push(Reason { why: Why::UnknownAttribute(path_of(attr)), span: attr.span() });
    }
    if mode.declared {
        reasons.push(Reason { why: Why::DeclaredReturn, span: sig.output.span() });
    }
    let may_suspend = attrs.iter().any(is_foreign) || !suspensions(body).is_empty();
    let mechanism = if may_suspend { Mechanism::HotMachine } else { Mechanism::Ready };
    Plan { mechanism, reasons }
}

fn path_of(attr: &Attribute) -> String {
    let names: Vec<_> = attr.path().segments.iter().map(|segment| segment.ident.to_string()).collect();
    names.join("::")
}

/// What may suspend a body: awaits and macro calls of its own, not those of blocks and closures in it.
fn suspensions(body: &Block) -> Vec<Suspension<'_>> {
    let mut found = Suspensions(Vec::new());
    found.visit_block(body);
    found.0
}

enum Suspension<'a> {
    Await(&'a ExprAwait),
    Macro(&'a Macro),
    /// An attribute macro on a statement or an expression.
    Attribute,
}

impl Suspension<'_> {
    /// It, unless it is a macro call that by its name awaits nothing.
    fn shown(&self) -> Option<Await> {
        match self {
            Self::Await(awaited) => Some(Await { span: awaited.span(), at: awaited.await_token.span, hidden: false }),
            Self::Macro(mac) => may_await(mac).then(|| Await { span: mac.span(), at: mac.path.span(), hidden: true }),
            Self::Attribute => None,
        }
    }
}

struct Suspensions<'a>(Vec<Suspension<'a>>);

impl<'a> Visit<'a> for Suspensions<'a> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Async(_) | Expr::Closure(_) | Expr::Const(_) => {}
            Expr::Await(awaited) => {
                visit::visit_expr(self, expr);
                self.0.push(Suspension::Await(awaited));
            }
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_macro(&mut self, mac: &'a Macro) {
        self.0.push(Suspension::Macro(mac));
    }

    fn visit_attribute(&mut self, attr: &'a Attribute) {
        if is_foreign(attr) {
            self.0.push(Suspension::Attribute);
        }
    }

    fn visit_item(&mut self, _: &'a Item) {}
}
