//! Who waits for a place: a queue behind a lock, which nobody takes unless somebody waits.
//!
//! User code (a waker's `clone`, `wake` and `drop`) runs only where the lock isn't held.
#![forbid(unsafe_code)]

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::future::Future;
use core::pin::Pin;
use core::sync::atomic::Ordering::Relaxed;
use core::task::{Context, Poll, Waker};

use super::{Place, Places, WAITED_FOR};
use crate::source::cell::wake;
use crate::sync::{AtomicUsize, Mutex, lock};

#[derive(Default)]
pub(super) struct Queue(Mutex<Waiters>);

#[derive(Default)]
struct Waiters {
    /// Who waits, by number, which grow from the front to the back.
    waiting: VecDeque<(u64, Waker)>,
    /// Whom a place was handed to, and who hasn't taken it yet.
    served: Vec<(u64, Place)>,
    next: u64,
}

impl Waiters {
    fn position(&self, number: u64) -> Option<usize> {
        self.waiting.binary_search_by_key(&number, |(number, _)| *number).ok()
    }

    fn take_place(&mut self, number: u64) -> Option<Place> {
        let at = self.served.iter().position(|(served, _)| *served == number)?;
        Some(self.served.swap_remove(at).1)
    }

    /// Transition 4, if nobody waits.
    fn rest(&self, count: &AtomicUsize) {
        if self.waiting.is_empty() {
            // ORDERING: Relaxed: `W` is only changed under the lock, and whoever sees it takes that.
            count.fetch_and(!WAITED_FOR, Relaxed);
        }
    }
}

impl Queue {
    pub(super) fn waiting(&self) -> usize {
        lock(&self.0).waiting.len()
    }

    /// Hands a place to whoever waits longest, or back if nobody does.
    pub(super) fn hand_over(&self, place: Place, count: &AtomicUsize) -> Option<Place> {
        let mut waiters = lock(&self.0);
        let Some((number, waker)) = waiters.waiting.pop_front() else {
            waiters.rest(count);
            return Some(place);
        };
        waiters.rest(count);
        waiters.served.push((number, place));
        drop(waiters);
        wake(Some(waker));
        None
    }
}

/// Waits for a place.
pub(in super::super) struct Turn<'a> {
    places: &'a Places,
    /// Our number, from the first poll on until we have a place.
    number: Option<u64>,
}

impl<'a> Turn<'a> {
    pub(super) fn new(places: &'a Places) -> Self {
        Self { places, number: None }
    }

    /// Takes a place, or a number.
    fn queue_up(&mut self, waker: Waker) -> Poll<Place> {
        let shared = self.places.shared();
        let mut waiters = lock(&shared.queue.0);
        // ORDERING: Relaxed. Whoever gives a place back changes the same word: before this, and the place is found; or
        // after, and `W` is.
        shared.count.fetch_or(WAITED_FOR, Relaxed);
        if let Some(place) = self.places.try_take() {
            waiters.rest(&shared.count);
            drop(waiters);
            drop(waker);
            return Poll::Ready(place);
        }
        let number = waiters.next;
        waiters.next += 1;
        waiters.waiting.push_back((number, waker));
        self.number = Some(number);
        Poll::Pending
    }
}

impl Future for Turn<'_> {
    type Output = Place;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Place> {
        let waker = cx.waker().clone();
        let Some(number) = self.number else {
            return self.queue_up(waker);
        };
        let mut waiters = lock(&self.places.shared().queue.0);
        if let Some(at) = waiters.position(number) {
            let before = core::mem::replace(&mut waiters.waiting[at].1, waker);
            drop(waiters);
            drop(before);
            return Poll::Pending;
        }
        let place = waiters.take_place(number).expect("who doesn't wait any more was served");
        drop(waiters);
        drop(waker);
        self.number = None;
        Poll::Ready(place)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let Some(number) = self.number else { return };
        let shared = self.places.shared();
        let mut waiters = lock(&shared.queue.0);
        let waker = waiters.position(number).and_then(|at| waiters.waiting.remove(at));
        let place = waiters.take_place(number);
        waiters.rest(&shared.count);
        drop(waiters);
        drop(waker);
        // Served in vain: it goes on to the next.
        drop(place);
    }
}
