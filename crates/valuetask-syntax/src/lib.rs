//! The parser, analysis and expansion of `valuetask`'s attributes, as plain functions over token streams.
//!
//! [`expand()`] is the whole macro. [`analyse::methods`] returns the mechanism of each method, [`not_in_erased_trait`] the
//! methods that aren't behind `dyn`.
//!
//! Each module uses only those to its left:
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
mod visitor;

pub use args::Returns;
pub use expand::{expand, not_in_erased_trait};
pub use foreign::finish;
pub use known::Name;
