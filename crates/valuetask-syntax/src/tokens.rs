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

/// A name, a lifetime with its quote, or a sign, as it is written.
///
/// Equal words may name different things: `$crate::Key` of two crates, two parameters under conditions, the `'a` of a macro
/// and that of its caller. So words have no `Eq`, and each comparison says in which direction it may be used:
///
/// - [`is`](Self::is) compares with a word of the language, which names one thing everywhere.
/// - [`may_be`](Self::may_be) is a reason to add something, such as a clause or a demand, and never to leave it out.
/// - A clause is left out for a lifetime that [is surely](crate::lifetimes::is_surely) another, as one of the name is declared.
///
/// `==` of `syn`'s types is `may_be` under another name. It is for names that a macro of ours has made.
#[derive(Clone)]
pub(crate) struct Word(String);

impl Word {
    /// Returns the word that a name or a lifetime is.
    pub(crate) fn of(name: &impl ToString) -> Self {
        Self(name.to_string())
    }

    /// Returns `true` if it's this word of the language: a keyword, a sign, `'static` or `'_`.
    pub(crate) fn is(&self, word: &'static str) -> bool {
        self.0 == word
    }

    /// Returns `true` if the two may name one thing. A raw name is a plain one.
    pub(crate) fn may_be(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }

    /// Returns whether it's a lifetime, and the plain name.
    fn parts(&self) -> (bool, &str) {
        let name = self.0.strip_prefix('\'').unwrap_or(&self.0);
        (self.is_lifetime(), name.strip_prefix("r#").unwrap_or(name))
    }

    /// Returns `true` if it [may be](Self::may_be) one of these.
    pub(crate) fn may_be_among(&self, words: &[Self]) -> bool {
        words.iter().any(|word| self.may_be(word))
    }

    pub(crate) fn is_lifetime(&self) -> bool {
        self.0.starts_with('\'')
    }

    pub(crate) fn is_sign(&self) -> bool {
        !self.is_lifetime() && !self.0.starts_with(|first: char| first == '_' || first.is_alphabetic())
    }

    /// Returns this name, with underscores until it can't be one of those that are `taken`.
    pub(crate) fn free(name: String, taken: &[Self]) -> String {
        let mut word = Self(name);
        while word.may_be_among(taken) {
            word.0.push('_');
        }
        word.0
    }
}

/// Returns `true` if two names or lifetimes [may be](Word::may_be) one: a reason to add something, never to leave it out.
pub(crate) fn may_be(one: &impl ToString, other: &impl ToString) -> bool {
    Word::of(one).may_be(&Word::of(other))
}

/// Returns each word of tokens at any depth.
pub(crate) fn words(tokens: TokenStream) -> Vec<Word> {
    let mut words = Vec::new();
    let mut quote = "";
    for token in tokens {
        let before = std::mem::replace(&mut quote, if is_punct(&token, '\'') { "'" } else { "" });
        match token {
            TokenTree::Group(group) => words.extend(self::words(group.stream())),
            TokenTree::Ident(name) => words.push(Word(before.to_owned() + &name.to_string())),
            TokenTree::Punct(sign) if quote.is_empty() => words.push(Word(sign.as_char().into())),
            _ => {}
        }
    }
    words
}

/// Whether tokens say this word of the language at any depth.
pub(crate) fn say(tokens: TokenStream, word: &'static str) -> bool {
    words(tokens).iter().any(|said| said.is(word))
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

    #[test]
    fn a_raw_name_may_be_the_plain_one_and_no_lifetime() {
        assert!(super::may_be(&quote!(r#match), &quote!(match)));
        assert!(!super::may_be(&quote!('a), &quote!(a)));
    }
}
