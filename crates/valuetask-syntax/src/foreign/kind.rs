//! Which attributes are foreign, and what they may do.

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Path, Token};

use crate::known::{is_of_the_language, is_transparent};

/// Whether `attr` is a macro that may look at the body, also if only under some condition.
pub(crate) fn is_foreign(attr: &Attribute) -> bool {
    any(&attr.meta, |path| !is_of_the_language(path))
}

/// The foreign attribute among `attrs` that may put around the body what the hot poll mustn't go through.
pub(crate) fn opaque(attrs: &[Attribute]) -> Option<&Attribute> {
    attrs.iter().find(|attr| any(&attr.meta, |path| !is_of_the_language(path) && !is_transparent(path)))
}

/// Whether `attr` is `#[must_use]`, which the task's type is already.
pub(crate) fn is_must_use(attr: &Attribute) -> bool {
    any(&attr.meta, |path| path.is_ident("must_use"))
}

/// Whether an attribute, or one that it stands for under a condition, has such a path.
fn any(meta: &Meta, is_such: fn(&Path) -> bool) -> bool {
    match meta {
        Meta::List(list) if list.path.is_ident("cfg_attr") => match list.parse_args::<Conditional>() {
            Ok(Conditional(metas)) => metas.iter().any(|meta| any(meta, is_such)),
            Err(_) => true,
        },
        _ => is_such(meta.path()),
    }
}

/// The attributes in a `cfg_attr`.
struct Conditional(Punctuated<Meta, Token![,]>);

impl Parse for Conditional {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        while !input.peek(Token![,]) && !input.is_empty() {
            input.parse::<proc_macro2::TokenTree>()?;
        }
        input.parse::<Option<Token![,]>>()?;
        Punctuated::parse_terminated(input).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use syn::{Attribute, parse_quote};

    use super::{is_foreign, opaque};

    #[test]
    fn a_macro_is_foreign_and_what_the_compiler_knows_is_not() {
        let foreign: [Attribute; 4] = [
            parse_quote!(#[instrument]),
            parse_quote!(#[tracing::instrument(skip_all)]),
            parse_quote!(#[mine::inline]),
            parse_quote!(#[cfg_attr(all(a, b), cold, mine)]),
        ];
        let known: [Attribute; 6] = [
            parse_quote!(#[inline(always)]),
            parse_quote!(#[rustfmt::skip]),
            parse_quote!(#[doc = "text"]),
            parse_quote!(#[unsafe(no_mangle)]),
            parse_quote!(#[cfg_attr(true, inline, doc(hidden))]),
            parse_quote!(#[cfg_attr(a, cfg_attr(b, cold))]),
        ];
        assert!(foreign.iter().all(is_foreign));
        assert!(!known.iter().any(is_foreign));
    }

    #[test]
    fn one_unknown_macro_is_enough_to_stand_in_the_way_of_the_hot_poll() {
        let known = [parse_quote!(#[tracing::instrument]), parse_quote!(#[cold]), parse_quote!(#[trace])];
        assert!(opaque(&known).is_none());
        assert!(opaque(&[parse_quote!(#[instrument]), parse_quote!(#[cfg_attr(a, framed)])]).is_some());
    }
}
