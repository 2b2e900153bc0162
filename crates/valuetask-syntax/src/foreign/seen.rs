//! The first phase of the expansion of a method with attributes of other crates, before they expand.
//!
//! From a future to the body that the attributes see, and the attribute of the second phase.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Attribute, parse_quote_spanned};

use crate::args::Mode;
use crate::tokens::change_last;

/// Makes the body that the attributes see, and the last attribute, which makes the task of what they make of `future`.
///
/// A boxed body has the form that they expect already, and needs no last attribute.
///
/// ```text
/// async move { body }
/// #[finish(hot)]    hot::Box::pin(async move { body })
/// ```
pub(crate) fn seen(
    future: TokenStream,
    foreign: &Attribute,
    mode: &Mode,
    span: Span,
) -> (TokenStream, Option<Attribute>) {
    // The braces have the hygiene of the attribute, which may name its own variables by their span.
    let future = change_last(future, |mut block| {
        block.set_span(span.resolved_at(foreign.path().span()));
        block
    });
    let make = mode.maker(span);
    if mode.is_boxed() {
        return (quote_spanned!(span=> #make(#future)), None);
    }
    let (last, counters) = (mode.private("finish", span), mode.counters(span));
    let finish = parse_quote_spanned!(span=> #[#last(#make, #counters)]);
    (quote_spanned!(span=> #make::Box::pin(#future)), Some(finish))
}
