//! The synchronisation primitives, from core or, under `--cfg valuetask_loom`, from loom; and [`Brief`], which is made of them.
//!
//! Other files have this `cfg` for models and tests, for sizes that keep models small, and to leave out what loom can't run, such as clocks.
//!
//! Files that are links are shared with other crates of the workspace: none exchanges a type of them with another.

#[cfg(feature = "std")]
mod brief;
#[cfg(feature = "std")]
mod locks;
#[cfg(valuetask_loom)]
pub(crate) mod model;
mod shared_cell;
mod statics;
#[cfg(feature = "std")]
mod threads;

#[cfg(not(valuetask_loom))]
pub(crate) use core::sync::atomic as atomics;
#[cfg(valuetask_loom)]
pub(crate) use model::sync::atomic as atomics;

pub(crate) use atomics::AtomicUsize;
#[cfg(feature = "std")]
pub(crate) use atomics::{AtomicBool, AtomicU8};
#[cfg(feature = "std")]
pub(crate) use brief::Brief;
#[cfg(feature = "std")]
pub(crate) use locks::{Mutex, MutexGuard, lock};
#[cfg(feature = "std")]
pub(crate) use shared_cell::retire;
pub(crate) use shared_cell::{SharedCell, Witness, between};
#[cfg(feature = "std")]
pub(crate) use statics::const_fn;
#[cfg(feature = "std")]
pub(crate) use threads::{Backoff, Thread, current_thread, park, park_timeout, thread_static, yield_now};
