//! Generated method bodies that must mean the same however the macro starts them.
//!
//! Each body stands six times: as a plain `async fn`, hot, lazy, as a hot and a pooled method behind `dyn`, and in an
//! implementation of a native trait, which is called statically and through its erased trait. What a body does is written
//! into the log of its world: effects and drops in their order.
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

/// A body, and its outcome in every way.
#[derive(Debug)]
pub struct Body {
    /// The generated method.
    pub method: &'static str,
    /// Runs it in a world for each way, and drops it after so many polls.
    pub ways: fn(scenario: u64, polls: usize) -> [Run; 7],
}

/// The outcome of a body in one way.
#[derive(Debug)]
pub struct Run {
    /// The way's name.
    pub way: &'static str,
    /// The value, unless it was dropped before.
    pub outcome: Option<Outcome>,
    /// The log, in order.
    pub log: Vec<String>,
}

/// An await that only the macro's expansion shows.
macro_rules! hidden {
    ($future:expr) => {
        $future.await
    };
}

include!(concat!(env!("OUT_DIR"), "/bodies.rs"));
