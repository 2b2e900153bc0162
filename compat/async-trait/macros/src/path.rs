//! Where an expansion finds valuetask, in a crate that may know no more than a re-export of the attribute.
//!
//! A crate that depends on async-trait names it as its own dependency. Any other names the attribute by some path
//! (`#[tonic::async_trait]`), and that path leads to the crate, too: a re-export hands on the macro together with the
//! crate itself, under the same name.

mod externs;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;

/// The path of valuetask for an expansion of the attribute on `item`.
pub(crate) fn of_valuetask(item: &TokenStream) -> TokenStream {
    let stand_in = match externs::stand_in() {
        Some(name) => absolute(name),
        None => invoked(item).unwrap_or_else(|| quote!(async_trait)),
    };
    quote!(#stand_in::__valuetask)
}

fn absolute(name: &str) -> TokenStream {
    let name = Ident::new(name, Span::call_site());
    quote!(::#name)
}

/// The path by which the attribute was invoked, as it stands in the source.
///
/// Where another procedural macro has written the attribute, its invocation stands there. Then it is the crate whose trait is
/// implemented that has re-exported the attribute, if it did so at its root.
fn invoked(item: &TokenStream) -> Option<TokenStream> {
    let text = Span::call_site().source_text()?;
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
    match path.last() {
        Some(TokenTree::Ident(last)) if last == "async_trait" => Some(path.into_iter().collect()),
        _ if path.iter().any(|token| is_punct(Some(token), '$')) => None,
        _ => externs::first_in(item.clone()).map(|name| {
            let framework = absolute(name);
            quote!(#framework::async_trait)
        }),
    }
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
