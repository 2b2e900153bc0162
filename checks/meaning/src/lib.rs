//! Generated method bodies that must mean the same by every mechanism of the macro.
//!
//! Each body stands five times: as a plain `async fn`, by the split where the analysis allows it, by the hot machine, lazy,
//! and as a method behind `dyn`. What a body does is written into its [`World`]: effects and drops in their order.
#![allow(
    clippy::all,
    clippy::allow_attributes_without_reason,
    unused,
    reason = "generated bodies shadow, ignore and drop as they please"
)]

mod world;

pub use world::Fault;
pub(crate) use world::{Probe, World};

/// A task of a body's outcome.
pub type Outcome = Result<u32, Fault>;

/// A body, and its outcome by every way.
#[derive(Debug)]
pub struct Body {
    /// As a method, as it was generated.
    pub method: &'static str,
    /// Runs it in so many worlds, one a way, and names each.
    pub ways: fn(scenario: u64) -> [(&'static str, Outcome, Vec<String>); 5],
}

/// An await that only the macro's expansion shows.
macro_rules! hidden {
    ($future:expr) => {
        $future.await
    };
}

include!(concat!(env!("OUT_DIR"), "/bodies.rs"));
