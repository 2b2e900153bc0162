//! Traits and implementations, read by their tokens: under an attribute, in a `macro_rules!`, and in `mockall::mock!`, which
//! writes implementations out.
//!
//! The code that a macro makes isn't seen, but the tokens of an `impl` mostly name its trait.

use std::collections::BTreeMap;
use std::ops::Range;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::tokens::{self, is_punct, is_word, of_group};
use crate::scope::AttributeUse;
use crate::tree::File;

/// A trait by its name, or an implementation by the path of its trait.
#[derive(Debug)]
pub(super) enum Item {
    Trait { name: String, is_public: bool },
    Impl(Words),
}

/// A path in tokens.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// None where the trait is a parameter of the macro.
    pub(super) words: Vec<String>,
    pub(super) global: bool,
    bytes: Range<usize>,
}

/// An attribute on an implementation in a macro.
pub(super) struct InMacro {
    pub(super) place: AttributeUse,
    /// The path of the trait.
    pub(super) of: Words,
    /// An `async fn` is seen in it.
    pub(super) is_async: bool,
    /// Other crates can call the macro.
    pub(super) is_exported: bool,
}

/// Reads the item under an attribute, with the names of its async methods.
pub(super) fn item(text: &str, place: &AttributeUse) -> Option<(Item, Vec<String>)> {
    let tokens: Vec<_> = text.get(place.item.clone())?.parse::<TokenStream>().ok()?.into_iter().collect();
    let (item, body) = read(&tokens)?;
    let body: Vec<_> = of_group(body, Delimiter::Brace)?.into_iter().collect();
    let methods = (0..body.len()).filter(|at| is_async_fn(&body[*at..])).filter_map(|at| body.get(at + 2));
    Some((item, methods.map(ToString::to_string).collect()))
}

/// Reads the name of the function under an attribute.
pub(super) fn function(text: &str, place: &AttributeUse) -> Option<String> {
    let tokens: Vec<_> = text.get(place.item.clone())?.parse::<TokenStream>().ok()?.into_iter().collect();
    tokens.iter().skip_while(|token| !is_word(token, "fn")).nth(1).map(ToString::to_string)
}

/// Finds the attributes on implementations in the macros of a file, with any meaning.
pub(super) fn in_macros(file: &File) -> Vec<InMacro> {
    let is_any = ["macro_rules", "mock"].iter().any(|name| file.text.contains(name));
    let mut found = is_any.then(|| tokens::of(file)).flatten().map_or_else(Vec::new, implementations);
    found.iter_mut().for_each(|found| found.place.node = file.scope.node_at(found.place.bytes.start));
    found
}

/// Finds them in the definitions of macros, and in mocks.
fn implementations(code: TokenStream) -> Vec<InMacro> {
    let mut found = BTreeMap::new();
    for list in tokens::lists(code) {
        for (at, token) in list.iter().enumerate() {
            let begins = |name, before| at.checked_sub(before).is_some_and(|start| is_word(&list[start], name));
            let is_macro = begins("macro_rules", 3) || begins("mock", 2) && is_punct(&list[at - 1], '!');
            let TokenTree::Group(group) = token else { continue };
            let lists = if is_macro { tokens::lists(group.stream()) } else { Vec::new() };
            let is_exported = begins("macro_rules", 3) && is_exported(&list[..at - 3]);
            for inner in lists {
                let each = (0..inner.len()).filter_map(|at| implementation(&inner[at..], is_exported));
                found.extend(each.map(|one| (one.place.bytes.start, one)));
            }
        }
    }
    found.into_values().collect()
}

/// Returns `true` if tokens end in attributes, of which one is `#[macro_export]`.
fn is_exported(before: &[TokenTree]) -> bool {
    let pairs = before.rchunks(2).take_while(|pair| attribute(pair).is_some());
    pairs.filter_map(attribute).any(|inner| inner.into_iter().next().is_some_and(|word| is_word(&word, "macro_export")))
}

/// Reads `#[path(..)] impl<..> path for .. { .. }`, with other attributes between them.
fn implementation(tokens: &[TokenTree], is_exported: bool) -> Option<InMacro> {
    let own: Vec<_> = attribute(tokens)?.into_iter().collect();
    let own = words(&own)?;
    let (Item::Impl(of), body) = read(tokens)? else { return None };
    let lists = tokens::lists(of_group(body, Delimiter::Brace)?);
    let is_async = lists.iter().any(|list| (0..list.len()).any(|at| is_async_fn(&list[at..])));
    let start = tokens[0].span().byte_range().start;
    let place = AttributeUse {
        path: own.words,
        global: own.global,
        line: tokens[0].span().start().line,
        bytes: start..tokens[1].span().byte_range().end,
        path_bytes: own.bytes,
        item: start..body.span().byte_range().end,
        ..AttributeUse::default()
    };
    Some(InMacro { place, of, is_async, is_exported })
}

/// Reads the item that tokens begin with, behind attributes, and finds its body.
fn read(tokens: &[TokenTree]) -> Option<(Item, &TokenTree)> {
    let mut rest = tokens;
    while attribute(rest).is_some() {
        rest = &rest[2..];
    }
    let is_before = |token: &TokenTree| {
        is_word(token, "pub") || is_word(token, "unsafe") || of_group(token, Delimiter::Parenthesis).is_some()
    };
    let keyword = rest.iter().position(|token| !is_before(token))?;
    let head = &rest[keyword + 1..];
    let (item, rest) = match &rest[keyword] {
        token if is_word(token, "trait") => {
            let of_crate =
                |at: usize| rest.get(at + 1).is_some_and(|next| of_group(next, Delimiter::Parenthesis).is_some());
            let is_public = (0..keyword).any(|at| is_word(&rest[at], "pub") && !of_crate(at));
            (Item::Trait { name: head.first()?.to_string(), is_public }, head)
        }
        token if is_word(token, "impl") => {
            // What follows `for<` is a lifetime.
            let is_for =
                |at: &usize| is_word(&head[*at], "for") && !head.get(at + 1).is_some_and(|next| is_punct(next, '<'));
            let (of, rest) = head.split_at((0..head.len()).find(is_for)?);
            (Item::Impl(trait_of(of)), rest)
        }
        _ => return None,
    };
    Some((item, rest.iter().find(|token| of_group(token, Delimiter::Brace).is_some())?))
}

/// Returns the tokens in `#[..]`, if tokens begin with one.
fn attribute(tokens: &[TokenTree]) -> Option<TokenStream> {
    match tokens {
        [hash, group, ..] if is_punct(hash, '#') => of_group(group, Delimiter::Bracket),
        _ => None,
    }
}

fn is_async_fn(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [first, second, ..] if is_word(first, "async") && is_word(second, "fn"))
}

/// Returns the path of a trait behind the `<..>` of its implementation.
fn trait_of(head: &[TokenTree]) -> Words {
    let is_path = |at: &usize| syn::parse2::<syn::Path>(head[*at..].iter().cloned().collect()).is_ok();
    let start = (0..head.len()).find(is_path).unwrap_or(head.len());
    let is_parameter = start > 0 && is_punct(&head[start - 1], '$');
    words(&head[start - usize::from(is_parameter)..]).unwrap_or_default()
}

/// Returns the path that tokens begin with, `$crate` as `crate`. `None` if a parameter of the macro is part of it.
fn words(tokens: &[TokenTree]) -> Option<Words> {
    let is_mark = |token: &TokenTree| is_punct(token, ':') || is_punct(token, '$');
    let is_part = |token: &&TokenTree| matches!(token, TokenTree::Ident(_)) || is_mark(token);
    let path: Vec<_> = tokens.iter().take_while(is_part).collect();
    let (first, last) = (path.first()?, path.last()?);
    let is_parameter = |pair: &[&TokenTree]| is_punct(pair[0], '$') && !is_word(pair[1], "crate");
    (!path.windows(2).any(is_parameter)).then(|| Words {
        words: path.iter().filter(|token| !is_mark(token)).map(ToString::to_string).collect(),
        global: is_punct(first, ':'),
        bytes: first.span().byte_range().start..last.span().byte_range().end,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        let found = implementations(text.parse().expect("tokens"));
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
            assert_eq!(implementations(text.parse().expect("tokens"))[0].is_async, is_async, "{text}");
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
    fn a_macro_is_exported_by_any_of_its_attributes() {
        let is_exported = |attributes: &str| {
            let text =
                format!("#[x] fn f() {{}} {attributes} macro_rules! all {{ () => {{ #[at] impl Go for X {{}} }} }}");
            implementations(text.parse().expect("tokens"))[0].is_exported
        };
        assert!(
            is_exported("#[macro_export]") && is_exported("#[doc(hidden)] #[macro_export(local_inner_macros)] #[x]")
        );
        assert!(!is_exported("") && !is_exported("#[doc(hidden)]") && !is_exported("#[macro_export] fn g() {}"));
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
