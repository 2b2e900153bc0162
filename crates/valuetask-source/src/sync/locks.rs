//! Locks.
#![forbid(unsafe_code)]

use std::sync::PoisonError;

#[cfg(valuetask_loom)]
pub(crate) use super::model::sync::{Mutex, MutexGuard};
#[cfg(not(valuetask_loom))]
pub(crate) use std::sync::{Mutex, MutexGuard};

/// Locks, also if poisoned: no panic leaves a value behind a lock of this crate half changed.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
