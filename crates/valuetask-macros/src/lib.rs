//! The attribute macros of `valuetask`.
#![forbid(unsafe_code)]

use proc_macro::TokenStream;
use valuetask_syntax::Start;

/// Async methods that return a [`ValueTask`](https://docs.rs/valuetask): in traits, impls and free functions.
#[proc_macro_attribute]
pub fn value_task(args: TokenStream, item: TokenStream) -> TokenStream {
    valuetask_syntax::expand(args.into(), item.into(), Start::Hot).into()
}

/// [`macro@value_task`], lazy unless it says `hot`.
#[proc_macro_attribute]
pub fn async_trait(args: TokenStream, item: TokenStream) -> TokenStream {
    valuetask_syntax::expand(args.into(), item.into(), Start::Lazy).into()
}
