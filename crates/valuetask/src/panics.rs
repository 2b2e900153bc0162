//! What a panic leaves, where nobody is to hear of it.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use core::any::Any;
use core::mem;
use core::panic::AssertUnwindSafe;
use std::panic::catch_unwind;

/// What a panic leaves.
pub(crate) type Payload = Box<dyn Any + Send>;

/// Drops what a panic left, and what its destructor left if that panics, too. What comes after that is leaked, as it
/// might go on for ever.
#[cold]
pub(crate) fn discard(payload: Payload) {
    let dropped = |payload: Payload| catch_unwind(AssertUnwindSafe(|| drop(payload)));
    if let Err(payload) = dropped(payload) {
        mem::forget(dropped(payload));
    }
}
