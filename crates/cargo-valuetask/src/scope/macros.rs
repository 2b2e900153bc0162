//! Attributes in what macros are given or defined as: only the macro gives these tokens a meaning, but the tokens of an
//! `impl` mostly name its trait.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

use super::item::{AttributeUse, Words};
use super::meta::is_of_the_language;

/// The names of attributes that are looked for.
const NAMES: [&str; 4] = ["async_method", "async_recursion", "async_trait", "value_task"];

/// A macro with such attributes.
#[derive(Debug)]
pub(crate) struct Macro {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) kind: Kind,
    pub(crate) uses: Vec<InMacro>,
}

/// What a macro does with its tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It isn't known.
    Call,
    /// It is mockall's `mock!`, or a `macro_rules!`, and writes them out.
    WritesOut,
    /// As that, and other crates can call it.
    Exported,
}

/// An attribute in a macro.
#[derive(Debug)]
pub(crate) struct InMacro {
    pub(crate) place: AttributeUse,
    /// The path of the trait, if it stands on an impl of one: without words where that is a parameter of the macro.
    pub(crate) of: Option<Words>,
}

/// Finds the attributes among tokens, at any depth.
pub(super) fn uses(tokens: TokenStream, node: usize) -> Vec<InMacro> {
    let list: Vec<_> = tokens.into_iter().collect();
    let mut found = Vec::new();
    for (at, token) in list.iter().enumerate() {
        if let TokenTree::Group(group) = token {
            found.extend(uses(group.stream(), node));
        }
        let Some(inner) = attribute(&list[at..]) else { continue };
        let implemented = implementation(&list[at..]);
        let own = path(&inner);
        let may_be_one = implemented.is_some() && !own.as_ref().is_some_and(|(path, _)| is_of_the_language(path));
        if !may_be_one && !names_one(&inner) {
            continue;
        }
        let (of, end) = implemented.map_or((None, &list[at + 1]), |(of, body)| (Some(of), body));
        let first = token.span().byte_range().start;
        let place = AttributeUse {
            node,
            line: token.span().start().line,
            bytes: first..list[at + 1].span().byte_range().end,
            path_bytes: own.as_ref().map_or(first..first, |(_, span)| span.byte_range()),
            path: own.map(|(path, _)| path).unwrap_or_default(),
            item: first..end.span().byte_range().end,
            ..AttributeUse::default()
        };
        found.push(InMacro { place, of });
    }
    found
}

/// Whether tokens hold async code, or make a box: `async`, `.boxed()`, `FutureExt::boxed`, `Box::pin`.
pub(super) fn holds_async(tokens: TokenStream) -> bool {
    let list: Vec<_> = tokens.into_iter().collect();
    let is_behind = |at: usize, sign: char| at > 0 && is_punct(&list[at - 1], sign);
    list.iter().enumerate().any(|(at, token)| match token {
        TokenTree::Group(group) => holds_async(group.stream()),
        _ if ["boxed", "boxed_local"].iter().any(|name| is_word(token, name)) => {
            is_behind(at, '.') || is_behind(at, ':')
        }
        _ if is_word(token, "pin") => at > 2 && is_behind(at, ':') && is_word(&list[at - 3], "Box"),
        _ => is_word(token, "async"),
    })
}

/// Reads `#[..] impl<..> path for .. { .. }`, with other attributes between them: the path, and the body.
fn implementation(tokens: &[TokenTree]) -> Option<(Words, &TokenTree)> {
    let mut rest = tokens;
    while attribute(rest).is_some() {
        rest = &rest[2..];
    }
    let is_before = |token: &&TokenTree| is_word(token, "unsafe");
    let head = &rest[rest.iter().take_while(is_before).count()..];
    let [first, head @ ..] = head else { return None };
    // What follows `for<` is a lifetime.
    let is_for = |at: &usize| is_word(&head[*at], "for") && !head.get(at + 1).is_some_and(|next| is_punct(next, '<'));
    let (of, rest) = head.split_at((0..head.len()).find(is_for).filter(|_| is_word(first, "impl"))?);
    let is_body = |token: &&TokenTree| matches!(token, TokenTree::Group(body) if body.delimiter() == Delimiter::Brace);
    Some((trait_of(of), rest.iter().find(is_body)?))
}

/// Returns the tokens in `#[..]`, if tokens begin with one.
fn attribute(tokens: &[TokenTree]) -> Option<Vec<TokenTree>> {
    match tokens {
        [hash, TokenTree::Group(group), ..] if is_punct(hash, '#') && group.delimiter() == Delimiter::Bracket => {
            Some(group.stream().into_iter().collect())
        }
        _ => None,
    }
}

/// Returns the path of a trait behind the `<..>` of its implementation.
fn trait_of(head: &[TokenTree]) -> Words {
    let (mut depth, mut before) = (0_usize, ' ');
    let is_start = |token: &TokenTree| {
        let sign = if let TokenTree::Punct(sign) = token { sign.as_char() } else { ' ' };
        match sign {
            '<' => depth += 1,
            '>' if before != '-' => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = sign;
        depth == 0 && sign != '>'
    };
    let start = head.iter().position(is_start).unwrap_or(head.len());
    path(&head[start..]).map(|(path, _)| path).unwrap_or_default()
}

/// Returns the path that tokens begin with, `$crate` as `crate`. `None` if a parameter of the macro is part of it.
fn path(tokens: &[TokenTree]) -> Option<(Words, Span)> {
    let is_mark = |token: &TokenTree| is_punct(token, ':') || is_punct(token, '$');
    let is_part = |token: &&TokenTree| matches!(token, TokenTree::Ident(_)) || is_mark(token);
    let path: Vec<_> = tokens.iter().take_while(is_part).collect();
    let (first, last) = (path.first()?, path.last()?);
    let is_parameter = |pair: &[&TokenTree]| is_punct(pair[0], '$') && !is_word(pair[1], "crate");
    let words = path.iter().filter(|token| !is_mark(token)).map(ToString::to_string).collect();
    let span = first.span().join(last.span()).unwrap_or(first.span());
    (!path.windows(2).any(is_parameter)).then(|| (Words { words, global: is_punct(first, ':') }, span))
}

/// Whether one of the attributes that are looked for is named, also by a `cfg_attr`.
fn names_one(tokens: &[TokenTree]) -> bool {
    tokens.iter().any(|token| match token {
        TokenTree::Ident(word) => NAMES.iter().any(|name| word == name),
        TokenTree::Group(group) => names_one(&group.stream().into_iter().collect::<Vec<_>>()),
        _ => false,
    })
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

fn is_punct(token: &TokenTree, punct: char) -> bool {
    matches!(token, TokenTree::Punct(found) if found.as_char() == punct)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, Option<String>)> {
        let found = uses(text.parse().expect("tokens"), 0);
        let of = |one: &InMacro| one.of.as_ref().map(|of| of.words.join("::"));
        found.iter().map(|one| (text[one.place.path_bytes.clone()].to_owned(), of(one))).collect()
    }

    #[test]
    fn an_impl_is_found_with_its_trait() {
        let body = "for $T where $($T: Send,)+ { async fn go(&self) {} }";
        for (head, attribute, of) in [
            ("#[at::async_trait(?Send)] #[cfg(x)] impl<$($T,)+> Go", "at::async_trait", "Go"),
            ("#[$crate::at] impl<F: Fn() -> u8, T: Into<Vec<u8>>> $crate::a::Go<T>", "$crate::at", "crate::a::Go"),
            ("#[at] impl Go<$x>", "at", "Go"),
            ("#[at] unsafe impl $of", "at", ""),
        ] {
            let text = format!("($($T:ident),+) => {{ $({head} {body})+ }}");
            assert_eq!(found(&text)[0], (attribute.to_owned(), Some(of.to_owned())), "{text}");
        }
    }

    #[test]
    fn an_attribute_by_its_name_is_found_on_anything() {
        let named = |attribute: &str| vec![(attribute.to_owned(), None)];
        assert_eq!(found("{ #[$crate::async_trait] pub trait Go {} }"), named("$crate::async_trait"));
        assert_eq!(found("#[async_recursion] async fn go() {}"), named("async_recursion"));
        assert_eq!(found("#[cfg_attr(x, value_task)] impl X {}"), named("cfg_attr"));
        assert_eq!(found("#[other] impl X { fn async_trait() {} }"), []);
    }
}
