//! The attribute `async_trait` of the stand-in, once for each mode; the crate `async-trait` beside this one exports one of them.
#![forbid(unsafe_code)]

mod path;

use path::Library;
use proc_macro::TokenStream;
use proc_macro2::{Ident, Span, TokenTree};
use quote::{ToTokens, quote};
use valuetask_syntax::{Name, expand};

/// Async methods in a trait or an impl: they return a `PooledFuture`.
#[proc_macro_attribute]
pub fn pooled(args: TokenStream, item: TokenStream) -> TokenStream {
    expanded(Name::AsyncTrait, args.into(), item)
}

/// Async methods in a trait or an impl: they return a `PooledFuture`, and their signatures are those of the original.
#[proc_macro_attribute]
pub fn exact(args: TokenStream, item: TokenStream) -> TokenStream {
    expanded(Name::AsyncTrait, with_word(args, "exact"), item)
}

/// Async methods in a trait or an impl: they return a `ValueTask`, and start at the call.
#[proc_macro_attribute]
pub fn hot(args: TokenStream, item: TokenStream) -> TokenStream {
    expanded(Name::ValueTask, args.into(), item)
}

/// Async methods in a trait or an impl: they return `Pin<Box<dyn Future + Send>>`, and run when it is polled.
#[proc_macro_attribute]
pub fn boxed(args: TokenStream, item: TokenStream) -> TokenStream {
    expand(Name::AsyncTrait, with_word(args, "boxed"), item.into()).into()
}

fn expanded(name: Name, args: proc_macro2::TokenStream, item: TokenStream) -> TokenStream {
    let item = item.into();
    let Library { path, beside } = Library::of(&item);
    let boxes = has_methods(&item).then(|| names_box(&item));
    let item = expand(name, with(args, quote!(crate = #path)), item);
    quote!(#beside #item #boxes).into()
}

/// Names the `Box` in scope, as the original's expansion does: an import of it, which `no_std` needs, would be unused.
fn names_box(item: &proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let attributes = item.clone().into_iter().skip_while(|token| !matches!(token, TokenTree::Group(_))).step_by(2);
    let conditions =
        attributes.map_while(|token| if let TokenTree::Group(group) = token { Some(group) } else { None }).filter(
            |attribute| matches!(attribute.stream().into_iter().next(), Some(TokenTree::Ident(name)) if name == "cfg"),
        );
    quote!(#(# #conditions)* const _: ::core::option::Option<Box<()>> = ::core::option::Option::None;)
}

/// Returns `true` if a trait or an impl has an async method.
fn has_methods(item: &proc_macro2::TokenStream) -> bool {
    let Some(TokenTree::Group(body)) = item.clone().into_iter().last() else { return false };
    body.stream().into_iter().any(|token| matches!(token, TokenTree::Ident(word) if word == "async"))
}

/// The user's arguments and this one, unless it is among them.
fn with_word(args: TokenStream, own: &str) -> proc_macro2::TokenStream {
    let args = proc_macro2::TokenStream::from(args);
    let says_so = args.clone().into_iter().any(|token| matches!(token, TokenTree::Ident(word) if word == own));
    if says_so { args } else { with(args, Ident::new(own, Span::call_site()).into_token_stream()) }
}

/// The user's arguments and one more.
fn with(args: proc_macro2::TokenStream, own: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let ends_in_comma = args
        .clone()
        .into_iter()
        .last()
        .is_none_or(|last| matches!(last, TokenTree::Punct(end) if end.as_char() == ','));
    let comma = (!ends_in_comma).then(|| quote!(,));
    quote!(#args #comma #own)
}
