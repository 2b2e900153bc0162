//! Where an expansion finds valuetask, in a crate that may know no more than a re-export of the attribute.
//!
//! A crate that depends on async-trait names it as its own dependency. Any other names the attribute by some path
//! (`#[tonic::async_trait]`), and that path leads to the crate, too: a re-export hands on the macro together with the
//! crate itself, under the same name.

use std::sync::OnceLock;
use std::{env, fs};

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;

/// The path of valuetask for an expansion of the attribute on `item`.
pub(crate) fn of_valuetask(item: &TokenStream) -> TokenStream {
    let stand_in = match dependency() {
        Some(name) => {
            let name = Ident::new(name, Span::call_site());
            quote!(::#name)
        }
        None => invoked(item).unwrap_or_else(|| quote!(async_trait)),
    };
    quote!(#stand_in::__valuetask)
}

/// The name under which the crate that is being compiled depends on async-trait, if it does.
///
/// The compiler's own arguments say so, renamed, optional and target-specific dependencies included.
fn dependency() -> Option<&'static str> {
    static NAME: OnceLock<Option<String>> = OnceLock::new();
    NAME.get_or_init(|| {
        let arguments: Vec<String> = env::args().flat_map(from_file).collect();
        let mut externs = arguments.windows(2).filter(|pair| pair[0] == "--extern").map(|pair| pair[1].as_str());
        externs.find_map(name_of)
    })
    .as_deref()
}

/// The arguments that `@file` stands for, and every other by itself.
fn from_file(argument: String) -> Vec<String> {
    match argument.strip_prefix('@').and_then(|file| fs::read_to_string(file).ok()) {
        Some(text) => text.lines().map(str::to_owned).collect(),
        None => vec![argument],
    }
}

/// The name in `[options:]name=path`, if the path is one of this crate's library.
fn name_of(dependency: &str) -> Option<String> {
    let (name, path) = dependency.split_once('=')?;
    let file = path.rsplit(['/', '\\']).next()?;
    let is_ours = file.starts_with("libasync_trait-") || file.starts_with("libasync_trait.");
    is_ours.then(|| name.rsplit(':').next().unwrap_or(name).to_owned())
}

/// The path by which the attribute was invoked, as it stands in the source.
///
/// `None` if that isn't the path of an `async_trait`: another macro may have written the attribute, and only a part of its
/// invocation is seen then.
fn invoked(item: &TokenStream) -> Option<TokenStream> {
    let text = Span::call_site().source_text()?;
    let text = text.trim_start_matches(['#', '[', ' ', '\t', '\r', '\n']);
    let text = &text[..text.find(['(', ']']).unwrap_or(text.len())];
    let mut path = Vec::new();
    for token in text.parse::<TokenStream>().ok()? {
        match token {
            // What `$crate` stands for is known to the tokens of the same macro alone.
            TokenTree::Ident(word) if word == "crate" && is_dollar(path.last()) => {
                path.pop();
                path.push(TokenTree::Ident(dollar_crate(item.clone())?));
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => path.push(token),
            _ => return None,
        }
    }
    matches!(path.last(), Some(TokenTree::Ident(last)) if last == "async_trait").then(|| path.into_iter().collect())
}

fn is_dollar(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Punct(mark)) if mark.as_char() == '$')
}

/// The first `$crate` among the tokens of an item that a macro by example has written.
fn dollar_crate(item: TokenStream) -> Option<Ident> {
    item.into_iter().find_map(|token| match token {
        TokenTree::Ident(word) if word == "$crate" => Some(word),
        TokenTree::Group(group) => dollar_crate(group.stream()),
        _ => None,
    })
}
