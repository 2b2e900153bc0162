//! Parse, analyse and expand async methods: what `#[value_task]` does, as plain functions over token streams.
//!
//! [`expand()`] is the whole macro. [`analyse::methods`] says what
//! becomes of each method, [`not_in_companion`] which of them aren't behind `dyn`.
//!
//! Modules use those that stand before them, and no others:
//!
//! ```text
//! tokens, known, conditions ─ parse ─ args ─ foreign ─ analyse ─ lifetimes ─ signature ─ expand
//! ```
#![forbid(unsafe_code)]

pub mod analyse;
mod args;
mod conditions;
mod expand;
mod foreign;
mod known;
mod lifetimes;
mod parse;
mod signature;
mod tokens;

pub use args::Returns;
pub use expand::{expand, expand_alone, not_in_companion};
pub use foreign::finish;
pub use known::Name;
