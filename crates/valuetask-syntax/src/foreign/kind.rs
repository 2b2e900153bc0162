//! Which attributes are foreign, and what they may do.

use proc_macro2::TokenTree;
use syn::parse::ParseStream;
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
