//! Where an expansion finds valuetask, in a crate that may know no more than a re-export of the attribute.
//!
//! A crate that depends on async-trait names it as its own dependency. Any other names the attribute by some path
//! (`#[tonic::async_trait]`), and that path leads to the crate, too: a re-export hands on the macro together with the
//! crate itself, under the same name. Where it isn't sure that a path is that of the attribute, the compiler
//! [looks for the crate](search).

mod externs;
mod search;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;

/// The path of valuetask for an expansion of the attribute on an item, and what has to stand beside that.
pub(crate) struct Library {
    pub(crate) path: TokenStream,
    pub(crate) beside: TokenStream,
}

impl Library {
    pub(crate) fn of(item: &TokenStream) -> Self {
        let own = match externs::stand_in() {
            Some(name) => Some(absolute(name)),
            None => match invoked(item) {
                Some(path) if is_of_the_attribute(&path) => Some(path),
                path => return search::for_library(path, item),
            },
        };
        Self { path: quote!(#own::__valuetask), beside: TokenStream::new() }
    }
}

fn absolute(name: &str) -> TokenStream {
    let name = Ident::new(name, Span::call_site());
    quote!(::#name)
}

/// The path by which the attribute was invoked, as it stands in the source, unless another macro has written it there.
///
/// Where a procedural macro has written the attribute above an item that it was given, this is the path of that macro.
fn invoked(item: &TokenStream) -> Option<TokenStream> {
    let call = Span::call_site();
    // A token that a procedural macro has written is where that macro is invoked, and so is the attribute.
    if item.clone().into_iter().any(|token| start(token.span()) == start(call)) {
        return None;
    }
    let text = call.source_text()?;
    let text = text.trim_start_matches(['#', '[', ' ', '\t', '\r', '\n']);
    let text = &text[..text.find(['(', ']']).unwrap_or(text.len())];
    let mut path = Vec::new();
    for token in text.parse::<TokenStream>().ok()? {
        match token {
            // What `$crate` stands for is known to the tokens of the same macro alone.
            TokenTree::Ident(word) if word == "crate" && is_punct(path.last(), '$') => {
                path.pop();
                path.push(TokenTree::Ident(dollar_crate(item.clone())?));
            }
            token => path.push(token),
        }
    }
    let is_path = path.iter().all(|token| matches!(token, TokenTree::Ident(_)) || is_punct(Some(token), ':'));
    is_path.then(|| path.into_iter().collect())
}

/// The file, line and column at which something stands.
fn start(span: Span) -> (String, usize, usize) {
    let span = span.unwrap();
    (span.file(), span.line(), span.column())
}

/// Returns `true` if a path ends as the original's does.
fn is_of_the_attribute(path: &TokenStream) -> bool {
    path.clone().into_iter().last().is_some_and(|last| matches!(last, TokenTree::Ident(last) if last == "async_trait"))
}

fn is_punct(token: Option<&TokenTree>, mark: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == mark)
}

/// The first `$crate` among the tokens of an item that a macro by example has written.
fn dollar_crate(item: TokenStream) -> Option<Ident> {
    item.into_iter().find_map(|token| match token {
        TokenTree::Ident(word) if word == "$crate" => Some(word),
        TokenTree::Group(group) => dollar_crate(group.stream()),
        _ => None,
    })
}
