//! The synchronisation primitives, from core or, under `--cfg valuetask_loom`, from loom.
//!
//! Other files have this `cfg` for models and tests, for sizes that keep models small, and to leave out what loom can't run, such as clocks.

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

#[cfg(feature = "task")]
pub(crate) use atomics::{AtomicBool, AtomicU8, AtomicU32};
pub(crate) use atomics::{AtomicPtr, AtomicUsize};

#[cfg(feature = "task")]
pub(crate) use locks::{Backoff, Thread, current_thread, park, park_timeout, yield_now};
#[cfg(feature = "std")]
pub(crate) use locks::{Mutex, lock};
#[cfg(feature = "task")]
pub(crate) use shared_cell::retire_byte;
pub(crate) use shared_cell::{SharedCell, Witness, between, retire};
pub(crate) use statics::const_fn;
#[cfg(feature = "std")]
pub(crate) use statics::{nulls, shared_static, thread_static};

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
