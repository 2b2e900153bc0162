//! The queue of tasks that wait for a permit. Its lock is only taken while a task waits.
//!
//! User code (a waker's `clone`, `wake` and `drop`, and what a permit's `drop` wakes) runs only while the lock isn't held.
#![forbid(unsafe_code)]

use core::sync::atomic::Ordering::Relaxed;
use core::task::Waker;

use super::waiters::Waiters;
use crate::cell::wake;
use crate::sync::{AtomicUsize, Mutex, lock};

/// The bit `W` of the count: set while the queue isn't empty. Only changed under the lock.
pub(super) const WAITED_FOR: usize = 1 << 1;

/// The turns that wait for a permit `P`, behind a lock.
pub(super) struct Queue<P>(Mutex<Waiters<P>>);

impl<P> Default for Queue<P> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<P> Queue<P> {
    /// Returns the number of waiting turns.
    pub(super) fn waiting(&self) -> usize {
        lock(&self.0).waiting()
    }

    /// Hands a permit to the turn that waits longest, or returns it if none waits.
    pub(super) fn hand_over(&self, permit: P, count: &AtomicUsize) -> Option<P> {
        let mut waiters = lock(&self.0);
        let served = waiters.serve(permit);
        rest(&waiters, count);
        drop(waiters);
        match served {
            Ok(waker) => {
                wake(waker);
                None
            }
            Err(permit) => Some(permit),
        }
    }

    /// Makes transition 3: takes a permit, or appends a turn and returns its index.
    pub(super) fn enter(
        &self,
        waker: Waker,
        count: &AtomicUsize,
        try_take: impl FnOnce() -> Option<P>,
    ) -> Result<P, usize> {
        let mut waiters = lock(&self.0);
        // ORDERING: Relaxed. A release changes this word, too: before this, and `try_take` finds the permit; or after, and
        // the release finds `W`.
        count.fetch_or(WAITED_FOR, Relaxed);
        if let Some(permit) = try_take() {
            rest(&waiters, count);
            drop(waiters);
            drop(waker);
            return Ok(permit);
        }
        Err(waiters.push(waker))
    }

    /// Removes a served turn and returns its permit, or exchanges the waker of a waiting turn.
    pub(super) fn take_or_wait(&self, index: usize, waker: Waker) -> Option<P> {
        let (permit, waker) = lock(&self.0).take_or_wait(index, waker);
        drop(waker);
        permit
    }

    /// Removes a turn. A permit that it was served with is dropped, and goes to the next turn.
    pub(super) fn leave(&self, index: usize, count: &AtomicUsize) {
        let mut waiters = lock(&self.0);
        let (waker, permit) = waiters.remove(index);
        rest(&waiters, count);
        drop(waiters);
        drop(waker);
        drop(permit);
    }
}

/// Makes transition 4 if no turn waits.
fn rest<P>(waiters: &Waiters<P>, count: &AtomicUsize) {
    if waiters.waiting() == 0 {
        // ORDERING: Relaxed: `W` is only changed under the lock, and a thread that sees it takes the lock.
        count.fetch_and(!WAITED_FOR, Relaxed);
    }
}
