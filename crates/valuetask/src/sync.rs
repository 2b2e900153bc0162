//! The synchronisation primitives, from core or, under `--cfg valuetask_loom`, from loom. No other file asks which, but for
//! the models themselves.

#[cfg(feature = "task")]
pub(crate) mod latch;
#[cfg(feature = "std")]
mod locks;
mod place;
mod statics;

#[cfg(not(valuetask_loom))]
pub(crate) use core::sync::atomic as atomics;
#[cfg(valuetask_loom)]
pub(crate) use loom::sync::atomic as atomics;

#[cfg(feature = "task")]
pub(crate) use atomics::AtomicU8;
#[cfg(feature = "rt")]
pub(crate) use atomics::fence;
pub(crate) use atomics::{AtomicBool, AtomicPtr, AtomicUsize};

#[cfg(feature = "rt")]
pub(crate) use locks::{Condvar, wait};
#[cfg(feature = "std")]
pub(crate) use locks::{Mutex, lock};
#[cfg(feature = "task")]
pub(crate) use locks::{Thread, between, current_thread, park, park_timeout, yield_now};
pub(crate) use place::{Place, Witness, retire};
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
