//! Locks, and threads that wait: for them, or for one another.
#![forbid(unsafe_code)]

use std::sync::PoisonError;

#[cfg(valuetask_loom)]
pub(crate) use loom::sync::{Mutex, MutexGuard};
#[cfg(all(feature = "task", valuetask_loom))]
pub(crate) use loom::thread::{Thread, current as current_thread, park, yield_now};
#[cfg(not(valuetask_loom))]
pub(crate) use std::sync::{Mutex, MutexGuard};
#[cfg(all(feature = "task", not(valuetask_loom)))]
pub(crate) use std::thread::{Thread, current as current_thread, park, park_timeout, yield_now};

/// Locks. Nothing that panics leaves what a lock of this crate guards half done, so one that is poisoned is taken as it is.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Under loom there is no time: it goes by when others have had their turn.
#[cfg(all(feature = "task", valuetask_loom))]
pub(crate) fn park_timeout(_: core::time::Duration) {
    yield_now();
}
