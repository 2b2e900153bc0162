//! The queue of tasks that wait for a permit. Its lock is only taken while a task waits.
//!
//! User code (a waker's `clone`, `wake` and `drop`) runs only while the lock isn't held.
#![forbid(unsafe_code)]

use core::future::Future;
use core::pin::Pin;
use core::sync::atomic::Ordering::Relaxed;
use core::task::{Context, Poll, Waker};

use super::waiters::Waiters;
use super::{Permit, Permits, WAITED_FOR};
use crate::source::cell::wake;
use crate::sync::{AtomicUsize, Mutex, lock};

/// The waiting turns, behind a lock.
#[derive(Default)]
pub(super) struct Queue(Mutex<Waiters>);

impl Queue {
    /// Returns the number of waiting turns.
    pub(super) fn waiting(&self) -> usize {
        lock(&self.0).waiting()
    }

    /// Hands a permit to the turn that waits longest, or returns it if none waits.
    pub(super) fn hand_over(&self, permit: Permit, count: &AtomicUsize) -> Option<Permit> {
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
}

/// Makes transition 4 if no turn waits.
fn rest(waiters: &Waiters, count: &AtomicUsize) {
    if waiters.waiting() == 0 {
        // ORDERING: Relaxed: `W` is only changed under the lock, and a thread that sees it takes the lock.
        count.fetch_and(!WAITED_FOR, Relaxed);
    }
}

/// A future that waits for a permit.
pub(in super::super) struct Turn<'a> {
    permits: &'a Permits,
    /// The index of the turn, from the first poll until the task has a permit.
    index: Option<usize>,
}

impl<'a> Turn<'a> {
    pub(super) fn new(permits: &'a Permits) -> Self {
        Self { permits, index: None }
    }

    /// Takes a permit, or a turn.
    fn queue_up(&mut self, waker: Waker) -> Poll<Permit> {
        let shared = self.permits.shared();
        let mut waiters = lock(&shared.queue.0);
        // ORDERING: Relaxed. A release changes this word, too: before this, and `try_take` finds the permit; or after, and
        // the release finds `W`.
        shared.count.fetch_or(WAITED_FOR, Relaxed);
        if let Some(permit) = self.permits.try_take() {
            rest(&waiters, &shared.count);
            drop(waiters);
            drop(waker);
            return Poll::Ready(permit);
        }
        self.index = Some(waiters.push(waker));
        Poll::Pending
    }
}

impl Future for Turn<'_> {
    type Output = Permit;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Permit> {
        let waker = cx.waker().clone();
        let Some(index) = self.index else {
            return self.queue_up(waker);
        };
        let (permit, waker) = lock(&self.permits.shared().queue.0).take_or_wait(index, waker);
        drop(waker);
        let Some(permit) = permit else { return Poll::Pending };
        self.index = None;
        Poll::Ready(permit)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let Some(index) = self.index else { return };
        let shared = self.permits.shared();
        let mut waiters = lock(&shared.queue.0);
        let (waker, permit) = waiters.remove(index);
        rest(&waiters, &shared.count);
        drop(waiters);
        drop(waker);
        // A permit that this turn didn't use goes to the next turn.
        drop(permit);
    }
}
