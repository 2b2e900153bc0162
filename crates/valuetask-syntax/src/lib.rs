//! Parse, analyse and expand async methods: what `#[value_task]` does, as plain functions over token streams.
//!
//! [`expand()`] is the whole macro, [`expand_declared`] that of `#[async_method]`. [`analyse::plans`] says what becomes of each method.
#![forbid(unsafe_code)]

pub mod analyse;
mod args;
mod attributes;
mod awaits;
mod expand;
mod finish;
mod known;
mod lifetimes;
mod macros;
mod parse;
mod signature;
mod unparsed;

pub use args::Start;
pub use expand::{expand, expand_alone, expand_declared};
pub use finish::finish;
