//! What attributes of other crates do with the methods that they stand on: recorded, to be compared.
#![forbid(unsafe_code)]

mod poll;
mod record;

pub use poll::{drive, pause};
pub use record::{Log, record};
