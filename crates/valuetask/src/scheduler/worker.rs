//! Workers of tokio's runtimes that block.
//!
//! tokio's timer advances only while a worker parks on it, and what a worker has just spawned lies in a slot that no other worker takes
//! from. `block_in_place` hands both to another thread. It panics on threads that may not block, so it is called only during a poll of
//! work that this crate has spawned on a multi-thread runtime: only workers poll that.
#![forbid(unsafe_code)]

use core::cell::Cell;

use ::tokio::runtime::{Handle, RuntimeFlavor};
use ::tokio::task::block_in_place;

std::thread_local! {
    static POLLS: Cell<bool> = const { Cell::new(false) };
}

/// Marks the thread as a worker that polls spawned work, until this is dropped.
pub(super) struct Polling {
    before: bool,
}

impl Polling {
    /// Of a runtime of one thread the only worker polls: that one can't be replaced.
    #[inline]
    pub(super) fn begin(is_multi_thread: bool) -> Self {
        Self { before: POLLS.replace(is_multi_thread) }
    }
}

impl Drop for Polling {
    #[inline]
    fn drop(&mut self) {
        POLLS.set(self.before);
    }
}

/// Calls what blocks the thread, after a worker has handed its other work to another thread.
pub(crate) fn block<R>(park: impl FnOnce() -> R) -> R {
    if POLLS.get() && is_multi_thread() { block_in_place(park) } else { park() }
}

/// Spawned work may itself block on a runtime of one thread, in which `block_in_place` panics.
fn is_multi_thread() -> bool {
    Handle::try_current().is_ok_and(|runtime| runtime.runtime_flavor() == RuntimeFlavor::MultiThread)
}
