//! The attributes of other crates on a method, which may read its body, and change it.
//!
//! A method with such an attribute is expanded in two phases. [`seen()`] writes a body of the form that they expect.
//! [`finish()`], an attribute that the compiler expands after them, makes the task of the result.

mod finish;

use proc_macro2::{Delimiter, Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Attribute, parse_quote_spanned};

pub use finish::finish;

use crate::args::Mode;
use crate::conditions::any;
use crate::known::{TRANSPARENT, is_of_the_language, last_is_among};
use crate::tokens::{change_last, group};

/// Returns `true` if `attr` is a macro that may read the body, even if only under a condition.
pub(crate) fn is_foreign(attr: &Attribute) -> bool {
    any(&attr.meta, |path| !is_of_the_language(path))
}

/// Returns `true` if no macro sees what is made of a method below these attributes.
///
/// One with the name of an attribute of the language is refused by the compiler (E0659). One in a module with the name of a tool isn't.
pub(crate) fn is_unseen<'a>(mut attrs: impl Iterator<Item = &'a Attribute>) -> bool {
    !attrs.any(|attr| any(&attr.meta, |path| path.segments.len() > 1 || !is_of_the_language(path)))
}

/// Returns the foreign attribute among `attrs` that may put code around the body which the hot poll mustn't run.
pub(crate) fn hides_body(attrs: &[Attribute]) -> Option<&Attribute> {
    attrs.iter().find(|attr| any(&attr.meta, |path| !is_of_the_language(path) && !last_is_among(TRANSPARENT, path)))
}

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
    let braces = span.resolved_at(foreign.path().span());
    let future = change_last(future, |block| group(Delimiter::Brace, block.stream(), braces));
    let make = mode.maker(span);
    if mode.is_boxed() {
        return (quote_spanned!(span=> #make(#future)), None);
    }
    let (last, counters) = (mode.private("finish", span), mode.counters(span));
    let finish = parse_quote_spanned!(span=> #[#last(#make, #counters)]);
    (quote_spanned!(span=> #make::Box::pin(#future)), Some(finish))
}
