//! Locks, and functions that block threads.
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

/// Locks, also if poisoned: no panic leaves a value behind a lock of this crate half changed.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for another thread to release what this one tries to lock.
///
/// Loom goes on, but looks at no other continuation: an attempt that fails changes nothing, so it looks at those where it comes later.
#[cfg(feature = "task")]
pub(crate) fn spin() {
    #[cfg(valuetask_loom)]
    loom::skip_branch();
    yield_now();
}

/// Yields: under loom time passes when other threads have run.
#[cfg(all(feature = "task", valuetask_loom))]
pub(crate) fn park_timeout(_: core::time::Duration) {
    yield_now();
}
