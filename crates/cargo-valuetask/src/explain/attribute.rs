//! The attributes that speak to the macro, as they are found in a source file.

#![forbid(unsafe_code)]

use proc_macro2::{TokenStream, TokenTree};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Attribute, Meta, Path, Token};
use valuetask_syntax::Start;

use super::text::collapsed;

/// The names, by the last segment of an attribute's path.
const NAMES: [&str; 3] = ["value_task", "async_trait", "async_method"];

/// An attribute of an item.
#[derive(Clone)]
pub(super) struct Ours {
    /// As it is written, `cfg_attr` and all.
    pub(super) written: String,
    /// What its methods do that don't say it.
    pub(super) start: Start,
    /// It is `async_method`: the types that methods declare are what they return.
    pub(super) declared: bool,
    pub(super) args: TokenStream,
}

impl Ours {
    /// The first of `attrs`, and all others.
    pub(super) fn among(attrs: &[Attribute]) -> Option<(Self, Vec<Attribute>)> {
        attrs.iter().enumerate().find_map(|(index, attr)| {
            let meta = speaking(&attr.meta)?;
            let start = if names(meta.path(), "async_trait") { Start::Lazy } else { Start::Hot };
            let declared = names(meta.path(), "async_method");
            let args = match &meta {
                Meta::List(list) => list.tokens.clone(),
                _ => TokenStream::new(),
            };
            let others = [&attrs[..index], &attrs[index + 1..]].concat();
            Some((Self { written: collapsed(attr.span()), start, declared, args }, others))
        })
    }
}

/// `meta` itself, or what it puts there under some configuration.
fn speaking(meta: &Meta) -> Option<Meta> {
    if NAMES.iter().any(|name| names(meta.path(), name)) {
        return Some(meta.clone());
    }
    let Meta::List(list) = meta else { return None };
    if !list.path.is_ident("cfg_attr") {
        return None;
    }
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
    let attributes: TokenStream =
        list.tokens.clone().into_iter().skip_while(|token| !is_comma(token)).skip(1).collect();
    let attributes = syn::parse::Parser::parse2(Punctuated::<Meta, Token![,]>::parse_terminated, attributes).ok()?;
    attributes.iter().find_map(speaking)
}

fn names(path: &Path, name: &str) -> bool {
    path.segments.last().is_some_and(|last| last.ident == name)
}

/// Whether tokens, which only a macro gives a meaning, hold one of these attributes.
pub(crate) fn hidden_in(tokens: &TokenStream) -> bool {
    let mut after_pound = false;
    tokens.clone().into_iter().any(|token| {
        let pound =
            std::mem::replace(&mut after_pound, matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#'));
        let TokenTree::Group(group) = token else { return false };
        (pound && is_ours(group.stream())) || hidden_in(&group.stream())
    })
}

fn is_ours(attribute: TokenStream) -> bool {
    syn::parse2::<Meta>(attribute).is_ok_and(|meta| speaking(&meta).is_some())
}
