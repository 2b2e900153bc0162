//! Small helpers from tokens and places to tokens.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::Token;

/// The macro's own hygiene at the user's place.
pub(crate) fn located(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

/// Writes `::name`.
pub(crate) fn write_segment(name: &str, span: Span, tokens: &mut TokenStream) {
    Token![::](span).to_tokens(tokens);
    tokens.append(Ident::new(name, span));
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

/// Returns the number of tokens in a stream, without the invisible groups that a macro may have put around them.
pub(crate) fn count(tokens: TokenStream) -> usize {
    tokens
        .into_iter()
        .map(|token| match token {
            TokenTree::Group(group) => usize::from(group.delimiter() != Delimiter::None) + count(group.stream()),
            _ => 1,
        })
        .sum()
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

/// A group like another one, of other tokens.
pub(crate) fn refilled(like: &Group, stream: TokenStream) -> Group {
    group(like.delimiter(), stream, like.span())
}

pub(crate) fn is_punct(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == char)
}

/// Tokens without the word `name` that they end in.
pub(crate) fn strip_word<'t>(tokens: &'t [TokenTree], name: &str) -> Option<&'t [TokenTree]> {
    match tokens {
        [before @ .., TokenTree::Ident(ident)] if ident == name => Some(before),
        _ => None,
    }
}

/// Tokens without the `::` that they end in.
pub(crate) fn strip_separator(tokens: &[TokenTree]) -> Option<&[TokenTree]> {
    match tokens {
        [before @ .., first, second] if is_punct(first, ':') && is_punct(second, ':') => Some(before),
        _ => None,
    }
}
