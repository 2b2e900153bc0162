//! The attribute `async_trait` of the stand-in, once for each mode; the crate `async-trait` beside this one exports one of them.
#![forbid(unsafe_code)]

mod path;

use proc_macro::TokenStream;
use proc_macro2::TokenTree;
use quote::quote;
use valuetask_syntax::{Start, expand, expand_alone};

/// Async methods in a trait or an impl: they return a `ValueTask`, and run when it is polled.
#[proc_macro_attribute]
pub fn lazy(args: TokenStream, item: TokenStream) -> TokenStream {
    value_task(args, item, Start::Lazy)
}

/// Async methods in a trait or an impl: they return a `ValueTask`, and start at the call.
#[proc_macro_attribute]
pub fn hot(args: TokenStream, item: TokenStream) -> TokenStream {
    value_task(args, item, Start::Hot)
}

/// Async methods in a trait or an impl: they return `Pin<Box<dyn Future + Send>>`, and run when it is polled.
#[proc_macro_attribute]
pub fn boxed(args: TokenStream, item: TokenStream) -> TokenStream {
    let args = proc_macro2::TokenStream::from(args);
    let says_so = args.clone().into_iter().any(|token| matches!(token, TokenTree::Ident(word) if word == "boxed"));
    let args = if says_so { args } else { with(args, quote!(boxed)) };
    expand_alone(args, item.into()).into()
}

fn value_task(args: TokenStream, item: TokenStream, start: Start) -> TokenStream {
    let item = item.into();
    let library = path::of_valuetask(&item);
    expand(with(args.into(), quote!(crate = #library)), item, start).into()
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
