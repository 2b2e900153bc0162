//! The synchronisation primitives, from core or, under `--cfg valuetask_loom`, from loom.
//!
//! Other files have this `cfg` for models and tests, for sizes that keep models small, and to leave out what loom can't run, such as clocks.
#![forbid(unsafe_code)]

mod counts;
#[cfg(valuetask_loom)]
pub(crate) mod model;
mod shared_cell;
mod statics;

#[cfg(not(valuetask_loom))]
pub(crate) use core::sync::atomic as atomics;
#[cfg(valuetask_loom)]
pub(crate) use model::sync::atomic as atomics;

pub(crate) use atomics::{AtomicPtr, AtomicUsize};
pub(crate) use counts::{AtomicCount, Count};
pub(crate) use shared_cell::Witness;
#[cfg(all(test, valuetask_loom))]
pub(crate) use shared_cell::between;
pub(crate) use statics::{const_fn, shared_static};
