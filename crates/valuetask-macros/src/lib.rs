//! The attribute macros of `valuetask`, which exports them: conversion of tokens.
//!
//! What they do is in `valuetask-syntax`, as plain functions. Their documentation is in `docs`.
#![forbid(unsafe_code)]

use proc_macro::TokenStream;
use valuetask_syntax::Name;

#[cfg_attr(not(doctest), doc = include_str!("../docs/value_task.md"))]
#[proc_macro_attribute]
pub fn value_task(args: TokenStream, item: TokenStream) -> TokenStream {
    valuetask_syntax::expand(Name::ValueTask, args.into(), item.into()).into()
}

#[cfg_attr(not(doctest), doc = include_str!("../docs/async_trait.md"))]
#[proc_macro_attribute]
pub fn async_trait(args: TokenStream, item: TokenStream) -> TokenStream {
    valuetask_syntax::expand(Name::AsyncTrait, args.into(), item.into()).into()
}

#[cfg_attr(not(doctest), doc = include_str!("../docs/async_recursion.md"))]
#[proc_macro_attribute]
pub fn async_recursion(args: TokenStream, item: TokenStream) -> TokenStream {
    valuetask_syntax::expand(Name::AsyncRecursion, args.into(), item.into()).into()
}

#[cfg_attr(not(doctest), doc = include_str!("../docs/async_method.md"))]
#[proc_macro_attribute]
pub fn async_method(args: TokenStream, item: TokenStream) -> TokenStream {
    valuetask_syntax::expand(Name::AsyncMethod, args.into(), item.into()).into()
}

/// The last attribute of a method that attributes of other crates see. Only expansions write it.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn finish(args: TokenStream, item: TokenStream) -> TokenStream {
    valuetask_syntax::finish(args.into(), item.into()).into()
}
