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
    /// The thread polls spawned work, as a worker that can be replaced.
    static POLLS: Cell<bool> = const { Cell::new(false) };
}

/// The manner in which a runtime polls spawned work.
#[derive(Clone, Copy)]
pub(super) struct Polling {
    is_multi_thread: bool,
}

impl Polling {
    #[inline]
    pub(super) fn of(runtime: &Handle) -> Self {
        Self { is_multi_thread: runtime.runtime_flavor() == RuntimeFlavor::MultiThread }
    }

    /// Begins a poll, which ends when this is dropped.
    #[inline]
    pub(super) fn begin(self) -> Poll {
        Poll { before: POLLS.replace(self.is_multi_thread) }
    }
}

pub(super) struct Poll {
    before: bool,
}

impl Drop for Poll {
    #[inline]
    fn drop(&mut self) {
        POLLS.set(self.before);
    }
}

/// Calls a closure that blocks the thread, after a worker has handed its other work to another thread.
pub(crate) fn block<R>(park: impl FnOnce() -> R) -> R {
    // Spawned work may itself block on a runtime of one thread, in which `block_in_place` panics.
    let is_inside = || Handle::try_current().is_ok_and(|runtime| Polling::of(&runtime).is_multi_thread);
    if POLLS.get() && is_inside() { block_in_place(park) } else { park() }
}
