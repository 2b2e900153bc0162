//! The first phase of the expansion of a method with attributes of other crates, before they expand.
//!
//! From a future to the body that the attributes see, and the attribute of the second phase.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Attribute, parse_quote_spanned};

use super::is_foreign;
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
    attrs: &[Attribute],
    mode: &Mode,
    span: Span,
) -> (TokenStream, Option<Attribute>) {
    let future = respanned(future, attrs, span);
    let make = mode.maker(span);
    if mode.is_boxed() {
        return (quote_spanned!(span=> #make(#future)), None);
    }
    let (last, counters) = (mode.private("finish", span), mode.counters(span));
    let finish = parse_quote_spanned!(span=> #[#last(#make, #counters)]);
    (quote_spanned!(span=> #make::Box::pin(#future)), Some(finish))
}

/// Gives the braces of the block the hygiene of the attribute that sees them, which may name its own variables by their
/// span.
fn respanned(future: TokenStream, attrs: &[Attribute], span: Span) -> TokenStream {
    let foreign = attrs.iter().find(|attr| is_foreign(attr)).expect("an attribute sees the body");
    change_last(future, |mut block| {
        block.set_span(span.resolved_at(foreign.path().span()));
        block
    })
}
