//! Attributes on impls in a `macro_rules!`, or in `mockall::mock!`, which writes such impls out.
//!
//! The code that a macro makes isn't seen, but the tokens of an `impl` mostly name its trait.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::ops::Range;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::tokens::{self, is_punct, is_word};
use crate::audit::scope::AttributeUse;
use crate::audit::tree::File;

/// An attribute on an `impl` of a trait, in a macro.
#[derive(Debug)]
pub(super) struct InMacro {
    pub(super) place: AttributeUse,
    /// The trait.
    pub(super) of: Words,
    /// An `async fn` is seen in it.
    pub(super) is_async: bool,
}

/// A path in tokens.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// None where a parameter of the macro is part of it.
    pub(super) words: Vec<String>,
    pub(super) global: bool,
    bytes: Range<usize>,
}

impl Words {
    /// Returns the words of a path.
    pub(super) fn of(path: &syn::Path) -> Self {
        let words = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        Self { words, global: path.leading_colon.is_some(), bytes: 0..0 }
    }
}

/// Finds the attributes on implementations, with any meaning.
pub(super) fn impls(file: &File) -> Vec<InMacro> {
    let is_any = ["macro_rules", "mock"].iter().any(|name| file.text.contains(name));
    let mut found = is_any.then(|| tokens::of(file)).flatten().map_or_else(Vec::new, in_macros);
    for InMacro { place, .. } in &mut found {
        place.node = file.scope.node_at(place.bytes.start);
    }
    found
}

/// Finds them in the definitions of macros, and in mocks.
fn in_macros(code: TokenStream) -> Vec<InMacro> {
    let mut found = BTreeMap::new();
    for list in tokens::lists(code) {
        for (at, token) in list.iter().enumerate() {
            let begins = |name, before| at.checked_sub(before).is_some_and(|start| is_word(&list[start], name));
            let is_macro = begins("macro_rules", 3) || begins("mock", 2) && is_punct(&list[at - 1], '!');
            for inner in of_group(token, None).filter(|_| is_macro).map(tokens::lists).unwrap_or_default() {
                let each = (0..inner.len()).filter_map(|at| implementation(&inner[at..]));
                found.extend(each.map(|one| (one.place.bytes.start, one)));
            }
        }
    }
    found.into_values().collect()
}

/// `#[path(..)] impl<..> path for .. { .. }`, with other attributes between them.
fn implementation(tokens: &[TokenTree]) -> Option<InMacro> {
    let attribute = |tokens: &[TokenTree]| match tokens {
        [hash, group, ..] if is_punct(hash, '#') => of_group(group, Some(Delimiter::Bracket)),
        _ => None,
    };
    let own = words(attribute(tokens)?);
    let mut rest = &tokens[2..];
    while attribute(rest).is_some() {
        rest = &rest[2..];
    }
    let (keyword, head) = rest.split_first()?;
    if !is_word(keyword, "impl") || own.words.is_empty() {
        return None;
    }
    let (of, implementor) = trait_of(head)?;
    let braced = |token: &TokenTree| Some((of_group(token, Some(Delimiter::Brace))?, token.span().byte_range().end));
    let (body, end) = implementor.iter().find_map(braced)?;
    let begins = |pair: &[TokenTree]| is_word(&pair[0], "async") && is_word(&pair[1], "fn");
    let is_async = tokens::lists(body).iter().any(|list| list.windows(2).any(begins));
    let start = tokens[0].span().byte_range().start;
    let place = AttributeUse {
        node: 0,
        path: own.words,
        global: own.global,
        line: tokens[0].span().start().line,
        bytes: start..tokens[1].span().byte_range().end,
        path_bytes: own.bytes,
        item: start..end,
        without_async: false,
        within: None,
    };
    Some(InMacro { place, of: words(of.iter().cloned().collect()), is_async })
}

/// Splits what follows `impl` into the tokens of the trait, behind `<..>`, and those from `for` on.
fn trait_of(head: &[TokenTree]) -> Option<(&[TokenTree], &[TokenTree])> {
    let (mut depth, mut start) = (0_usize, 0);
    for (at, token) in head.iter().enumerate() {
        let is_arrow = at > 0 && is_punct(&head[at - 1], '-');
        match token {
            _ if is_punct(token, '<') => depth += 1,
            _ if is_punct(token, '>') && !is_arrow => {
                depth = depth.checked_sub(1)?;
                let ends = depth == 0 && start == 0 && is_punct(&head[0], '<');
                start = if ends { at + 1 } else { start };
            }
            _ if depth == 0 && is_word(token, "for") => return Some((&head[start..at], &head[at..])),
            _ => {}
        }
    }
    None
}

/// Returns the path that tokens begin with, `$crate` as `crate`.
fn words(tokens: TokenStream) -> Words {
    let mut path = Words::default();
    let mut parameter = false;
    for token in tokens {
        let bytes = token.span().byte_range();
        match &token {
            TokenTree::Ident(word) if parameter && word != "crate" => return Words::default(),
            TokenTree::Ident(word) => {
                path.words.push(word.to_string());
                parameter = false;
            }
            _ if is_punct(&token, ':') => path.global |= path.words.is_empty(),
            _ if is_punct(&token, '$') => parameter = true,
            _ => break,
        }
        path.bytes = if path.bytes.is_empty() { bytes } else { path.bytes.start..bytes.end };
    }
    path
}

/// Returns the tokens in a pair of these brackets, or of any.
fn of_group(token: &TokenTree, brackets: Option<Delimiter>) -> Option<TokenStream> {
    let is_it = |group: &&Group| brackets.is_none_or(|brackets| group.delimiter() == brackets);
    match token {
        TokenTree::Group(group) => Some(group).filter(is_it).map(Group::stream),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        let found = in_macros(text.parse().expect("tokens"));
        found.iter().map(|one| (text[one.place.path_bytes.clone()].to_owned(), one.of.words.join("::"))).collect()
    }

    #[test]
    fn an_impl_in_a_definition_is_found_with_its_trait() {
        let body = "for $T where $($T: Send,)+ { async fn go(&self) {} }";
        for (head, attribute, of) in [
            ("#[at::async_trait(?Send)] #[cfg(x)] impl<$($T,)+> Go", "at::async_trait", "Go"),
            ("#[$crate::at] impl<F: Fn() -> u8, T: Into<Vec<u8>>> $crate::a::Go<T>", "$crate::at", "crate::a::Go"),
            ("#[at] impl $of", "at", ""),
        ] {
            let text = format!("mod inner {{ macro_rules! all {{ ($($T:ident),+) => {{ $({head} {body})+ }} }} }}");
            assert_eq!(found(&text)[0], (attribute.to_owned(), of.to_owned()), "{text}");
        }
    }

    #[test]
    fn an_async_method_is_seen_at_any_depth() {
        for (body, is_async) in [("fn go(&self) {}", false), ("$go", false), ("$(async fn $go(&self) {})+", true)] {
            let text = format!("macro_rules! all {{ () => {{ #[at] impl Go for X {{ {body} }} }} }}");
            assert_eq!(in_macros(text.parse().expect("tokens"))[0].is_async, is_async, "{text}");
        }
    }

    #[test]
    fn an_impl_in_a_mock_is_found_and_what_mocks_a_function_is_not() {
        let body = "{ pub A {} #[at] impl Go for A { async fn go(&self) -> u8; } impl Clone for A { fn clone(&self) -> Self; } }";
        for mock in ["mock!", "mockall::mock!"] {
            assert_eq!(found(&format!("{mock} {body}")), [("at".to_owned(), "Go".to_owned())], "{mock}");
        }
        assert_eq!(found(&format!("fn mock() {body}")), []);
    }

    #[test]
    fn an_impl_in_another_call_and_one_without_a_trait_are_left() {
        for text in [
            "quote! { #[at] impl Go for X { async fn go(&self) {} } }",
            "macro_rules! all { () => { #[at] impl X { async fn go(&self) {} } } }",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
