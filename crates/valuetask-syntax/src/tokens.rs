//! Small helpers from tokens and places to tokens.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;

/// The macro's own hygiene at the user's place.
pub(crate) fn located(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

/// Returns each word of tokens at any depth: names, lifetimes with their quote, and signs.
///
/// A raw name is returned as the plain name that it is equal to.
pub(crate) fn words(tokens: TokenStream) -> Vec<String> {
    let mut words = Vec::new();
    let mut quote = "";
    for token in tokens {
        let before = std::mem::replace(&mut quote, if is_punct(&token, '\'') { "'" } else { "" });
        match token {
            TokenTree::Group(group) => words.extend(self::words(group.stream())),
            TokenTree::Ident(name) => words.push(format!("{before}{}", name.unraw())),
            TokenTree::Punct(sign) if quote.is_empty() => words.push(sign.to_string()),
            _ => {}
        }
    }
    words
}

/// Whether tokens say the word `name`, not as a lifetime, at any depth.
pub(crate) fn say(tokens: TokenStream, name: &str) -> bool {
    words(tokens).iter().any(|word| word == name)
}

/// Changes the group that tokens end with.
pub(crate) fn change_last(tokens: TokenStream, change: impl FnOnce(Group) -> Group) -> TokenStream {
    let mut tokens: Vec<_> = tokens.into_iter().collect();
    match tokens.pop() {
        Some(TokenTree::Group(last)) => tokens.push(change(last).into()),
        last => tokens.extend(last),
    }
    tokens.into_iter().collect()
}

/// A group at a place.
pub(crate) fn group(delimiter: Delimiter, stream: TokenStream, span: Span) -> Group {
    let mut group = Group::new(delimiter, stream);
    group.set_span(span);
    group
}

pub(crate) fn is_punct(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == char)
}
