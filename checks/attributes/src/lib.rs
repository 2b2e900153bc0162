//! Records the effects of other crates' attributes on methods, for comparisons.
#![forbid(unsafe_code)]

mod poll;
mod record;

pub use poll::{drive, pause};
pub use record::{Log, record};
