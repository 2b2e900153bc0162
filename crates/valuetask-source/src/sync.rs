//! The synchronisation primitives, from core or, under `--cfg valuetask_loom`, from loom.
//!
//! Other files have this `cfg` for models and tests, for sizes that keep models small, and to leave out what loom can't run, such as clocks.
//!
//! The crates of the workspace share these files by links, as no crate exchanges a type of them with another.
#![forbid(unsafe_code)]

mod counts;
#[cfg(feature = "std")]
mod locks;
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
#[cfg(feature = "std")]
pub(crate) use locks::{Mutex, lock};
pub(crate) use shared_cell::{SharedCell, between, retire};
pub(crate) use statics::const_fn;
