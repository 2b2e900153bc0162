//! Attributes under conditions: what a `cfg_attr` stands for, and what of an attribute is a `cfg`. From attributes to
//! attributes.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Ident, Meta, Path, Token, parse_quote};

use crate::known::is_level;

/// The conditions that attributes put on what they stand on: each `cfg`, and of a `cfg_attr` no more than those in it.
pub(crate) fn of(attrs: &[Attribute]) -> Vec<Attribute> {
    changed(attrs, |meta| is_one(&meta).then_some(meta))
}

/// The conditions of what attributes stand on, and the levels that they set for lints: for what has to compile beside it. What is expected
/// there is only allowed here.
pub(crate) fn and_levels(attrs: &[Attribute]) -> Vec<Attribute> {
    changed(attrs, |meta| (is_one(&meta) || is_level(meta.path())).then(|| unexpecting(meta)))
}

/// Hides a hidden method from clippy, which would ask implementations for it, and speak of a copied body again.
pub(crate) fn unlinted() -> Attribute {
    parse_quote!(#[cfg(not(clippy))])
}

/// Whether an attribute is a `cfg`.
pub(crate) fn is_one(meta: &Meta) -> bool {
    meta.path().is_ident("cfg")
}

/// What `change` makes of [each](each()) of these attributes.
pub(crate) fn changed(attrs: &[Attribute], change: impl Fn(Meta) -> Option<Meta>) -> Vec<Attribute> {
    let metas = attrs.iter().map(|attr| (attr, each(attr.meta.clone(), &change)));
    metas.filter_map(|(attr, meta)| Some(Attribute { meta: meta?, ..attr.clone() })).collect()
}

/// These attributes, allowing what they expect: for a copy of what may fulfil them.
pub(crate) fn unexpect(attrs: &[Attribute]) -> Vec<Attribute> {
    changed(attrs, |meta| Some(unexpecting(meta)))
}

/// An attribute that allows what it expected.
pub(crate) fn unexpecting(mut meta: Meta) -> Meta {
    if let Meta::List(list) = &mut meta
        && list.path.is_ident("expect")
    {
        list.path = Ident::new("allow", list.path.span()).into();
    }
    meta
}

/// What `change` makes of an attribute, or, in a `cfg_attr`, of each that it stands for. Nothing, if nothing is left
/// or the `cfg_attr` can't be read.
pub(crate) fn each(meta: Meta, change: &dyn Fn(Meta) -> Option<Meta>) -> Option<Meta> {
    match meta {
        Meta::List(mut list) if list.path.is_ident("cfg_attr") => {
            let (predicate, metas) = list.parse_args_with(predicate_and_attributes).ok()?;
            let attrs: Vec<_> = metas.into_iter().filter_map(|meta| each(meta, change)).collect();
            list.tokens = quote!(#predicate, #(#attrs),*);
            (!attrs.is_empty()).then_some(Meta::List(list))
        }
        meta => change(meta),
    }
}

/// Parses what stands in a `cfg_attr`. Its predicate may also be a word that names nothing, as `true`.
fn predicate_and_attributes(input: ParseStream<'_>) -> syn::Result<(TokenStream, Punctuated<Meta, Token![,]>)> {
    let mut predicate = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        predicate.extend([input.parse::<TokenTree>()?]);
    }
    input.parse::<Option<Token![,]>>()?;
    Ok((predicate, input.call(Punctuated::parse_terminated)?))
}

/// Whether an attribute, or one that it stands for under a condition, has such a path.
pub(crate) fn any(meta: &Meta, is_such: fn(&Path) -> bool) -> bool {
    each(meta.clone(), &|meta| is_such(meta.path()).then_some(meta)).is_some()
}

#[cfg(test)]
mod tests {
    use quote::{ToTokens, quote};
    use syn::{Attribute, parse_quote};

    #[test]
    fn of_each_attribute_only_conditions_are_left() {
        let attrs: [Attribute; 8] = [
            parse_quote!(#[cfg(a)]),
            parse_quote!(#[cfg_attr(true, cfg(a), inline)]),
            parse_quote!(#[cfg_attr(all(a, b), cfg(c), inline)]),
            parse_quote!(#[cfg_attr(a, cfg_attr(b, doc = "cfg", cfg(c), cfg(d)),)]),
            parse_quote!(#[cfg_attr(a, inline)]),
            parse_quote!(#[cfg_attr(a, unsafe(no_mangle), cfg(b))]),
            parse_quote!(#[cfg_attr(cfg)]),
            parse_quote!(#[allow(cfg)]),
        ];
        let left: Vec<_> = super::of(&attrs).iter().map(|attr| attr.to_token_stream().to_string()).collect();
        let expected = [
            quote!(#[cfg(a)]),
            quote!(#[cfg_attr(true, cfg(a))]),
            quote!(#[cfg_attr(all(a, b), cfg(c))]),
            quote!(#[cfg_attr(a, cfg_attr(b, cfg(c), cfg(d)))]),
            quote!(#[cfg_attr(a, cfg(b))]),
        ];
        assert_eq!(left, expected.map(|attr| attr.to_string()));
    }
}
