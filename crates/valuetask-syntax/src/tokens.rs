//! Small helpers from tokens and places to tokens.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};

/// The macro's own hygiene at the user's place.
pub(crate) fn located(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

/// Whether tokens say the word `name`, not as a lifetime, at any depth.
pub(crate) fn say(tokens: TokenStream, name: &str) -> bool {
    let mut quoted = false;
    tokens.into_iter().any(|token| {
        let after_quote = std::mem::replace(&mut quoted, is_punct(&token, '\''));
        match token {
            TokenTree::Ident(ident) => !after_quote && ident == name,
            TokenTree::Group(group) => say(group.stream(), name),
            _ => false,
        }
    })
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
