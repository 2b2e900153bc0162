//! The name of a span: tracing's `#[instrument]` takes that of the function, which is hidden here, and fastrace's
//! `#[trace]` where it says `short_name = true`.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;
use syn::ext::IdentExt;
use syn::{Attribute, Meta, parse_quote};

use crate::conditions;
use crate::known::last_is_among;
use crate::tokens::is_punct;

/// Makes an `#[instrument]`, also one under a condition, name its span after the method that is called `name`.
///
/// ```text
/// #[instrument(skip(self))]
/// #[instrument(name = "get", skip(self))]
///
/// #[trace(short_name = true)]
/// #[trace(name = "get")]
/// ```
pub(super) fn name(attr: &mut Attribute, name: &Ident) {
    if let Some(named) = conditions::each(attr.meta.clone(), &|meta| Some(named(meta, name))) {
        attr.meta = named;
    }
}

fn named(meta: Meta, name: &Ident) -> Meta {
    if last_is_among("trace", meta.path()) {
        return with_short_name(meta, name);
    }
    if !last_is_among("instrument", meta.path()) {
        return meta;
    }
    match meta {
        Meta::Path(path) => {
            let arguments = with_name(&TokenStream::new(), name);
            parse_quote!(#path(#arguments))
        }
        Meta::List(mut list) => {
            list.tokens = with_name(&list.tokens, name);
            Meta::List(list)
        }
        meta => meta,
    }
}

/// The attribute with a name in place of the argument that asks for that of the function.
fn with_short_name(meta: Meta, name: &Ident) -> Meta {
    let Meta::List(mut list) = meta else { return meta };
    let tokens: Vec<_> = list.tokens.clone().into_iter().collect();
    let asks = |window: &[TokenTree]| match window {
        [TokenTree::Ident(word), equals, TokenTree::Ident(value)] => {
            word == "short_name" && is_punct(equals, '=') && value == "true"
        }
        _ => false,
    };
    if let Some(at) = tokens.windows(3).position(asks) {
        let (before, after) = (&tokens[..at], &tokens[at + 3..]);
        let name = name.unraw().to_string();
        list.tokens = quote!(#(#before)* name = #name #(#after)*);
    }
    Meta::List(list)
}

/// The arguments with a name, unless they have one, by its word or as a literal.
fn with_name(said: &TokenStream, name: &Ident) -> TokenStream {
    let tokens: Vec<_> = said.clone().into_iter().collect();
    let begins = |at: usize| at == 0 || is_punct(&tokens[at - 1], ',');
    let is_named = tokens.iter().enumerate().any(|(at, token)| match token {
        TokenTree::Ident(word) => begins(at) && word == "name",
        TokenTree::Literal(_) => begins(at),
        _ => false,
    });
    if is_named {
        return said.clone();
    }
    let name = name.unraw().to_string();
    quote!(name = #name, #said)
}

#[cfg(test)]
mod tests {
    use quote::{ToTokens, quote};
    use syn::{Attribute, parse_quote};

    #[test]
    fn a_span_is_named_after_the_method_unless_it_has_a_name() {
        let cases: [(Attribute, Attribute); 14] = [
            (parse_quote!(#[instrument]), parse_quote!(#[instrument(name = "get",)])),
            (parse_quote!(#[tracing::instrument(err)]), parse_quote!(#[tracing::instrument(name = "get", err)])),
            (parse_quote!(#[instrument(err, name = "mine")]), parse_quote!(#[instrument(err, name = "mine")])),
            (parse_quote!(#[instrument("mine")]), parse_quote!(#[instrument("mine")])),
            (parse_quote!(#[cfg_attr(a, instrument)]), parse_quote!(#[cfg_attr(a, instrument(name = "get",))])),
            (
                parse_quote!(#[cfg_attr(instrument, cfg_attr(a, inline, tracing::instrument(err)))]),
                parse_quote!(#[cfg_attr(instrument, cfg_attr(a, inline, tracing::instrument(name = "get", err)))]),
            ),
            (parse_quote!(#[cfg(instrument)]), parse_quote!(#[cfg(instrument)])),
            (parse_quote!(#[trace]), parse_quote!(#[trace])),
            (parse_quote!(#[trace(short_name = false)]), parse_quote!(#[trace(short_name = false)])),
            (
                parse_quote!(#[fastrace::trace(enter_on_poll = true, short_name = true, crate = f)]),
                parse_quote!(#[fastrace::trace(enter_on_poll = true, name = "get", crate = f)]),
            ),
            (parse_quote!(#[cfg_attr(instrument, inline)]), parse_quote!(#[cfg_attr(instrument, inline)])),
            (parse_quote!(#[instrument::cached(skip)]), parse_quote!(#[instrument::cached(skip)])),
            (parse_quote!(#[metered(instrument)]), parse_quote!(#[metered(instrument)])),
            (
                parse_quote!(#[tracing::instrument(fields(instrument = 1))]),
                parse_quote!(#[tracing::instrument(name = "get", fields(instrument = 1))]),
            ),
        ];
        for (mut attr, expected) in cases {
            super::name(&mut attr, &parse_quote!(r#get));
            assert_eq!(attr.to_token_stream().to_string(), quote!(#expected).to_string());
        }
    }
}
