//! The subjects, and what they share.

mod awaiters;
mod blocking;
mod chains;
mod combining;
mod completion;
mod continuing;
mod driven;
mod errors;
mod hot;
mod parity_table;
mod payloads;
mod unobserved;
mod unwinding;

pub(crate) use crate::util::{Wakes, poll_with};
