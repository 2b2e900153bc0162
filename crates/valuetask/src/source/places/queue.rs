//! Who waits for a place: a queue behind a lock, which nobody takes unless somebody waits.
//!
//! User code (a waker's `clone`, `wake` and `drop`) runs only where the lock isn't held.
#![forbid(unsafe_code)]

use core::future::Future;
use core::pin::Pin;
use core::sync::atomic::Ordering::Relaxed;
use core::task::{Context, Poll, Waker};

use super::waiters::Waiters;
use super::{Permit, Places, WAITED_FOR};
use crate::source::cell::wake;
use crate::sync::{AtomicUsize, Mutex, lock};

#[derive(Default)]
pub(super) struct Queue(Mutex<Waiters>);

impl Queue {
    pub(super) fn waiting(&self) -> usize {
        lock(&self.0).waiting()
    }

    /// Hands a place to the turn that waits longest, or returns it if none waits.
    pub(super) fn hand_over(&self, place: Permit, count: &AtomicUsize) -> Option<Permit> {
        let mut waiters = lock(&self.0);
        let served = waiters.serve(place);
        rest(&waiters, count);
        drop(waiters);
        match served {
            Ok(waker) => {
                wake(waker);
                None
            }
            Err(place) => Some(place),
        }
    }
}

/// Transition 4, if no turn waits.
fn rest(waiters: &Waiters, count: &AtomicUsize) {
    if waiters.waiting() == 0 {
        // ORDERING: Relaxed: `W` is only changed under the lock, and a thread that sees it takes the lock.
        count.fetch_and(!WAITED_FOR, Relaxed);
    }
}

/// Waits for a place.
pub(in super::super) struct Turn<'a> {
    places: &'a Places,
    /// The index of the turn, from the first poll until the task has a place.
    index: Option<usize>,
}

impl<'a> Turn<'a> {
    pub(super) fn new(places: &'a Places) -> Self {
        Self { places, index: None }
    }

    /// Takes a place, or a turn.
    fn queue_up(&mut self, waker: Waker) -> Poll<Permit> {
        let shared = self.places.shared();
        let mut waiters = lock(&shared.queue.0);
        // ORDERING: Relaxed. Whoever gives a place back changes the same word: before this, and the place is found; or
        // after, and `W` is.
        shared.count.fetch_or(WAITED_FOR, Relaxed);
        if let Some(place) = self.places.try_take() {
            rest(&waiters, &shared.count);
            drop(waiters);
            drop(waker);
            return Poll::Ready(place);
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
        let (place, waker) = lock(&self.places.shared().queue.0).take_or_wait(index, waker);
        drop(waker);
        let Some(place) = place else { return Poll::Pending };
        self.index = None;
        Poll::Ready(place)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let Some(index) = self.index else { return };
        let shared = self.places.shared();
        let mut waiters = lock(&shared.queue.0);
        let (waker, place) = waiters.remove(index);
        rest(&waiters, &shared.count);
        drop(waiters);
        drop(waker);
        // Served in vain: the next turn gets it.
        drop(place);
    }
}
