//! From a body, its analysis and the outline of its signature to the body of a method that returns a task.
//!
//! ```text
//! { body }
//!
//! { spelled; hot(async move { arguments; let __ret: T = { body }; __ret }) }
//! ```

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Block, Expr, Stmt, Type};

use super::awaits;
use crate::analyse::{Analysis, Mechanism};
use crate::args::Mode;
use crate::foreign;
use crate::signature::Outline;
use crate::tokens::located;

/// Replaces `body` by one that makes the task.
///
/// Where attributes of other crates see it, it is only complete under the attribute that is returned.
pub(super) fn rewrite(
    body: &mut Block,
    analysis: Option<&Analysis>,
    outline: &Outline,
    seen_by: Option<&Attribute>,
    mode: &Mode,
) -> Option<Attribute> {
    let span = outline.at;
    let future = machine(body, analysis, outline, mode, seen_by.is_some());
    let is_ready = analysis.is_some_and(|analysis| analysis.mechanism == Mechanism::Ready);
    let (made, finish) = match seen_by {
        Some(foreign) => foreign::seen(future, foreign, mode, span),
        None => (task(future, is_ready, mode, span), None),
    };
    // Not parsed: it isn't read any more, and parsing would take longer than all other steps.
    let spelled = &outline.spelled;
    body.stmts = vec![Stmt::Expr(Expr::Verbatim(quote!(#spelled #made)), None)];
    finish
}

/// Makes the whole body one `async move` block, with every argument in it.
///
/// What an `analysis` has found is asked whether it can be answered at once; without one the body stays as it is.
///
/// `quiet` where other code than the body may use the arguments, so that none is to be called unused.
pub(super) fn machine(
    body: &mut Block,
    analysis: Option<&Analysis>,
    outline: &Outline,
    mode: &Mode,
    quiet: bool,
) -> TokenStream {
    let span = located(body.brace_token.span.join());
    let asks = analysis.map(|analysis| asks(body, analysis, mode));
    let receiver = &outline.receiver;
    let arguments = outline.arguments.iter().map(|argument| argument.rebind(quiet));
    let hint = return_hint(outline);
    let value = typed(body, outline, span);
    quote_spanned!(outline.at=> async move { #asks #hint #receiver #(#arguments)* #value })
}

/// Has the awaits of `body` ask first, and gives what has to stand before its statements for that: an import, and a gate.
pub(super) fn asks(body: &mut Block, analysis: &Analysis, mode: &Mode) -> TokenStream {
    let krate = mode.krate(located(body.brace_token.span.join()));
    let gate = awaits::rewrite(body, analysis, mode);
    let asks = analysis.awaits.iter().any(|found| !found.hidden);
    let import = asks.then(|| quote!(use #krate::__private::{NoFuture as _, OtherFuture as _};));
    quote!(#import #gate)
}

/// Makes `body` evaluate to what the return type says.
fn typed(body: &Block, outline: &Outline, span: Span) -> TokenStream {
    // The block keeps the user's braces: they say of which edition it is, and so when its tail's temporaries are
    // dropped. They aren't for a lint to speak of; nor is a block in it that a macro of the user's was given, which
    // can't be told from one that is written.
    match &outline.value {
        Some(value) if is_unit(value) => quote_spanned!(span=> #[allow(unused_braces)] let (): () = #body;),
        value => {
            let ty = value.as_ref().map(|value| quote_spanned!(span=> : #value));
            quote_spanned! {span=>
                #[allow(unused_braces)]
                let __ret #ty = #body;
                #[allow(unreachable_code)]
                __ret
            }
        }
    }
}

/// Tells what `return` returns, so that it coerces as the tail does. Never run.
fn return_hint(outline: &Outline) -> Option<TokenStream> {
    outline.value.as_ref().filter(|value| !is_unit(value)).map(|value| {
        quote_spanned! {located(value.span())=>
            #[allow(unreachable_code)]
            if false {
                let __ret: #value = loop {};
                return __ret;
            }
        }
    })
}

fn is_unit(ty: &Type) -> bool {
    matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty())
}

/// Makes the task of a future, which awaits nothing if it `is_ready`.
pub(super) fn task(future: TokenStream, is_ready: bool, mode: &Mode, span: Span) -> TokenStream {
    let future = mode.around(future, span);
    let make = match (is_ready, mode.is_declared()) {
        (false, _) => mode.maker(span),
        (true, true) => mode.private("declared_ready", span).to_token_stream(),
        (true, false) => {
            let (task, value_of) = (mode.returned(span), mode.private("value_of", span));
            return quote_spanned!(span=> #task::__valuetask_ended(#value_of(#future)));
        }
    };
    quote_spanned!(span=> #make(#future))
}
