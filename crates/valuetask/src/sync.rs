//! The synchronisation primitives, from core or, under `--cfg valuetask_loom`, from loom.
//!
//! Other files have this `cfg` for models and tests, for sizes that keep models small, and to leave out what loom can't run, such as clocks.
#![forbid(unsafe_code)]

#[cfg(valuetask_loom)]
pub(crate) mod model;
mod shared_cell;
mod statics;

#[cfg(not(valuetask_loom))]
pub(crate) use core::sync::atomic as atomics;
#[cfg(valuetask_loom)]
pub(crate) use model::sync::atomic as atomics;

pub(crate) use atomics::{AtomicPtr, AtomicUsize};
pub(crate) use shared_cell::Witness;
#[cfg(all(test, valuetask_loom))]
pub(crate) use shared_cell::between;
pub(crate) use statics::{const_fn, shared_static};

/// The widest count that one atomic operation can change.
#[cfg(target_has_atomic = "64")]
pub(crate) use atomics::AtomicU64 as AtomicCount;
#[cfg(not(target_has_atomic = "64"))]
pub(crate) use atomics::AtomicUsize as AtomicCount;

/// What an [`AtomicCount`] counts.
#[cfg(target_has_atomic = "64")]
pub(crate) type Count = u64;
/// What an [`AtomicCount`] counts.
#[cfg(not(target_has_atomic = "64"))]
pub(crate) type Count = usize;
