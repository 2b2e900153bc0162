//! What becomes of each method: when its body runs, and what may end the part of it that runs at the call.
//!
//! From a method as the user has written it to an [`Analysis`]. This is all that an expansion, or a reader of
//! `cargo valuetask explain`, has to know of a body.

mod body;

use std::fmt;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Attribute, Block, Signature};

pub(crate) use body::first_span;
pub use body::{Await, Gate};

use crate::args::{Args, Mode, Returns, Start, take_ours};
use crate::foreign::{hides_body, is_foreign};
use crate::known::Name;
use crate::parse::{self, Scope};

/// What becomes of the body of one method.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The mechanism that runs it.
    pub mechanism: Mechanism,
    /// Why less may run at the call than the body allows.
    pub reasons: Vec<Reason>,
    /// What may suspend it, in the order in which it is written.
    pub awaits: Vec<Await>,
    /// Where the part that runs at the call ends, as a macro call behind it may hide an await.
    pub gate: Option<Gate>,
    /// How many awaits may take a value that is ready. Later ones end the part that runs at the call.
    pub most_asks: usize,
}

/// One async method with a body, and what becomes of that.
#[derive(Clone, Debug)]
pub struct Analysed {
    /// The name of the method.
    pub name: String,
    /// Where its name is.
    pub at: Span,
    /// From its first attribute to the end of its body.
    pub span: Span,
    /// What it returns; of a native method, what an attribute without `dyn` would say.
    pub returns: Returns,
    /// What it returns has to be `Send`.
    pub send: bool,
    /// What becomes of it.
    pub analysis: Analysis,
}

/// Analyses the async methods of `item` under an attribute of this name with `args`.
///
/// # Errors
///
/// The first mistake in `args` or `item`, at its place.
pub fn methods(name: Name, args: TokenStream, item: TokenStream) -> syn::Result<Vec<Analysed>> {
    let mut item = parse::item(item)?;
    let args = Args::read(args, name)?;
    if let Some(error) = parse::put_value_task(&mut item, &args.tasks).into_iter().next() {
        return Err(error);
    }
    let mode = args.over(&Mode::new(name));
    let mut all = Vec::new();
    parse::methods(&mut item, |method, scope| {
        let parse::Method { attrs, sig, body } = method;
        let first = attrs.first().map_or_else(|| sig.span(), |attr| attr.span());
        let (mode, wrong) = take_ours(attrs, &mode);
        let (Some(body), Some(_)) = (body, sig.asyncness) else { return };
        all.push(wrong.map_or(Ok(()), Err).map(|()| Analysed {
            name: sig.ident.to_string(),
            at: sig.ident.span(),
            span: first.join(body.brace_token.span.close()).unwrap_or(first),
            returns: mode.returns,
            send: mode.send,
            analysis: analyse(sig, attrs, body, scope, &mode),
        }));
    });
    all.into_iter().collect()
}

/// Analyses a method, given as it was written.
///
/// A body runs without a machine only if no part of it can suspend. A macro call can, under any name: a crate
/// may have a `vec!` of its own.
///
/// An attribute of another crate may change what has been read here: one of the method, or of the item around it.
///
/// The body stays as it is.
pub(crate) fn analyse(sig: &Signature, attrs: &[Attribute], body: &mut Block, scope: &Scope, mode: &Mode) -> Analysis {
    let read = body::read(sig, body);
    let mut analysis = Analysis {
        mechanism: Mechanism::Lazy,
        reasons: Vec::new(),
        awaits: read.awaits,
        gate: None,
        most_asks: usize::MAX,
    };
    if mode.start == Start::Lazy {
        return analysis;
    }
    if let Some(span) = read.unreadable {
        let why = "the attribute can't read this expression, so nothing runs at the call".to_owned();
        analysis.reasons.push(Reason { why, advice: "put it into a function of its own", span });
        return analysis;
    }
    let advice = "put it on a method of its own that does the slow part";
    let advice_around = "put it above the attribute of this crate, which then reads what it has made";
    let seen_by = [(attrs, advice), (&scope.attrs, advice_around)];
    if let Some((attr, advice)) = seen_by.iter().find_map(|(attrs, advice)| Some((hides_body(attrs)?, *advice))) {
        let path = attr.path().to_token_stream().to_string().replace(' ', "");
        let why = format!("`#[{path}]` may await anything, so nothing runs at the call");
        analysis.reasons.push(Reason { why, advice, span: attr.span() });
        return analysis;
    }
    let may_suspend = read.suspends || attrs.iter().chain(&scope.attrs).any(is_foreign);
    analysis.mechanism = if may_suspend { Mechanism::HotMachine } else { Mechanism::Ready };
    analysis.gate = read.gate;
    if mode.is_declared() {
        let why = "a declared type that is made of a boxed future doesn't start at the call".to_owned();
        let advice = "where it is a plain `ValueTask`, declare its value, under `#[value_task]`";
        analysis.reasons.push(Reason { why, advice, span: sig.output.span() });
    }
    analysis
}

/// The way in which a method's body runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mechanism {
    /// The body awaits nothing: it runs at the call, and its value becomes the task.
    Ready,
    /// The body is a machine that runs at the call, up to its first await that isn't ready.
    HotMachine,
    /// The body is a machine that runs when it is polled.
    Lazy,
}

/// A reason why a body doesn't run at the call as far as it allows.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Reason {
    /// The reason.
    pub why: String,
    /// The remedy, where a ready call is worth it.
    pub advice: &'static str,
    /// Its position.
    pub span: Span,
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ready => "ready: nothing is awaited, so the body runs at the call",
            Self::HotMachine => "hot machine: runs at the call up to the first await that isn't complete",
            Self::Lazy => "lazy: nothing runs before the first poll",
        })
    }
}
