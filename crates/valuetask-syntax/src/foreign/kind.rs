//! The kinds of foreign attributes.

use proc_macro2::TokenTree;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Path, Token};

use crate::known::{is_of_the_language, is_transparent};

/// Returns `true` if `attr` is a macro that may read the body, even if only under a condition.
pub(crate) fn is_foreign(attr: &Attribute) -> bool {
    any(&attr.meta, |path| !is_of_the_language(path))
}

/// Returns the foreign attribute among `attrs` that may put code around the body which the hot poll mustn't run.
pub(crate) fn opaque(attrs: &[Attribute]) -> Option<&Attribute> {
    attrs.iter().find(|attr| any(&attr.meta, |path| !is_of_the_language(path) && !is_transparent(path)))
}

/// Returns `true` if `attr` is `#[must_use]`, which the task's type is already.
pub(crate) fn is_must_use(attr: &Attribute) -> bool {
    any(&attr.meta, |path| path.is_ident("must_use"))
}

/// Returns `true` if an attribute, or one in its `cfg_attr`, has such a path.
fn any(meta: &Meta, is_such: fn(&Path) -> bool) -> bool {
    match meta {
        Meta::List(list) if list.path.is_ident("cfg_attr") => {
            list.parse_args_with(conditional).map_or(true, |metas| metas.iter().any(|meta| any(meta, is_such)))
        }
        _ => is_such(meta.path()),
    }
}

/// Parses the attributes in a `cfg_attr`.
fn conditional(input: ParseStream<'_>) -> syn::Result<Punctuated<Meta, Token![,]>> {
    while !input.peek(Token![,]) && !input.is_empty() {
        input.parse::<TokenTree>()?;
    }
    input.parse::<Option<Token![,]>>()?;
    Punctuated::parse_terminated(input)
}
