//! Small helpers from tokens and places to tokens.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::Lifetime;

/// The macro's own hygiene at the user's place.
pub(crate) fn located(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

/// A lifetime at another place. It stays the one that it is: two of a name may be two, as a macro's and its caller's.
pub(crate) fn placed(lifetime: &Lifetime, at: Span) -> Lifetime {
    let mut lifetime = lifetime.clone();
    lifetime.set_span(lifetime.ident.span().located_at(at));
    lifetime
}

/// Returns each word of tokens at any depth: names, lifetimes with their quote, and signs.
pub(crate) fn words(tokens: TokenStream) -> Vec<String> {
    let mut words = Vec::new();
    let mut quote = "";
    for token in tokens {
        let before = std::mem::replace(&mut quote, if is_punct(&token, '\'') { "'" } else { "" });
        match token {
            TokenTree::Group(group) => words.extend(self::words(group.stream())),
            TokenTree::Ident(name) => words.push(format!("{before}{name}")),
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

#[cfg(test)]
mod tests {
    use quote::quote;

    #[test]
    fn neither_a_lifetime_nor_a_raw_name_says_a_keyword() {
        assert!(super::say(quote!(a: (impl Trait)), "impl"));
        assert!(!super::say(quote!(r#impl: &'impl_ u8), "impl"));
        assert!(!super::say(quote!(&'static u8), "static"));
    }
}
