//! Macro calls that may hide an await: all but known ones whose tokens don't name one.
//!
//! From a macro call to `true` if it may hide one.

use proc_macro2::{TokenStream, TokenTree};
use syn::Macro;

use crate::known::awaits_nothing;
use crate::tokens::is_punct;

/// Returns `true` if `mac`, as a statement, might bind a name: an unknown macro, or tokio's `pin!`.
pub(super) fn may_bind(mac: &Macro) -> bool {
    mac.path.segments.last().is_none_or(|last| last.ident == "pin" || !awaits_nothing(&last.ident.to_string()))
}

/// Returns `true` if the expansion of `mac` might await.
pub(super) fn may_await(mac: &Macro) -> bool {
    let known = mac.path.segments.last().is_some_and(|last| awaits_nothing(&last.ident.to_string()));
    !known || tokens_may_await(mac.tokens.clone())
}

/// Returns `true` if tokens name `await`, or call a macro that may await.
fn tokens_may_await(tokens: TokenStream) -> bool {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut calls = tokens.windows(3).filter_map(|call| match call {
        [TokenTree::Ident(name), bang, TokenTree::Group(_)] if is_punct(bang, '!') => Some(name.to_string()),
        _ => None,
    });
    calls.any(|name| !awaits_nothing(&name))
        || tokens.into_iter().any(|token| match token {
            TokenTree::Ident(name) => name == "await",
            TokenTree::Group(group) => tokens_may_await(group.stream()),
            _ => false,
        })
}
