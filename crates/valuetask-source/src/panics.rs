//! Panics of users' code that are caught, and dropped.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use core::any::Any;
use core::mem;
use core::panic::AssertUnwindSafe;
use std::panic::catch_unwind;

/// The payload of a panic.
pub(crate) type Payload = Box<dyn Any + Send>;

/// Drops a payload, and the payload of its destructor's panic. A third payload is leaked, as there might be no end of them.
#[cold]
pub(crate) fn discard(payload: Payload) {
    if let Err(payload) = catch_payload(|| drop(payload)) {
        mem::forget(catch_payload(|| drop(payload)));
    }
}

/// Calls `work`, and returns the payload of its panic.
#[inline]
pub(crate) fn catch_payload<R>(work: impl FnOnce() -> R) -> Result<R, Payload> {
    catch_unwind(AssertUnwindSafe(work))
}

/// Calls `work`, and drops its panic, which might end a thread or leave awaiters unwoken.
#[inline]
pub(crate) fn catch<R>(work: impl FnOnce() -> R) -> Option<R> {
    catch_payload(work).map_err(discard).ok()
}
