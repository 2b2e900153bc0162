//! The tokens of a file, in lists: one of the file itself, and one of each pair of brackets.

use std::iter;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::tree::File;

/// Returns the tokens of a file, with spans in bytes of its text, if it consists of tokens.
pub(super) fn of(file: &File) -> Option<TokenStream> {
    // Bytes that the parser leaves out become blanks.
    let skipped = file.scope.skipped();
    format!("{:skipped$}{}", "", &file.text[skipped..]).parse().ok()
}

/// Returns these tokens, and those in brackets at any depth.
pub(super) fn lists(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let list: Vec<_> = tokens.into_iter().collect();
    let inner = list.iter().map(|token| match token {
        TokenTree::Group(group) => lists(group.stream()),
        _ => Vec::new(),
    });
    let inner: Vec<_> = inner.flatten().collect();
    iter::once(list).chain(inner).collect()
}

/// Returns `true` if a token is this word.
pub(super) fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

/// Returns `true` if a token is this mark.
pub(super) fn is_punct(token: &TokenTree, punct: char) -> bool {
    matches!(token, TokenTree::Punct(found) if found.as_char() == punct)
}

/// Returns the tokens in a pair of these brackets.
pub(super) fn of_group(token: &TokenTree, brackets: Delimiter) -> Option<TokenStream> {
    match token {
        TokenTree::Group(group) if group.delimiter() == brackets => Some(group.stream()),
        _ => None,
    }
}

/// Returns `true` if a character can be part of a word.
pub(super) fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}
