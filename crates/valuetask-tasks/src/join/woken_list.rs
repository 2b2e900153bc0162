//! The list of groups with woken elements, in a word that also names the owner of the parent's waker.
//!
//! | list and bits   | the join                     | the slot of the parent's waker                 |
//! |-----------------|------------------------------|------------------------------------------------|
//! | list            | is polled, or was woken      | the join's                                     |
//! | `PARKED`        | waits, and the list is empty | full; the thread that changes the word gets it |
//! | list, `WAKING`  | is woken now                 | that of the waker that put the first group there |
//! | `CLOSED`        | is gone                      | the join's, or as with `WAKING` if that was set |
//!
//! 1. `push`  puts a group there: `PARKED` → group with `WAKING`, list → longer list; refused by `CLOSED`.
//! 2. `leave` clears `WAKING`, by the waker once it has emptied the slot.
//! 3. `take`  the list, and `PARKED` with it, by the join.
//! 4. `park`  empty → `PARKED`, by the join once it has filled the slot.
//! 5. `close` everything → `CLOSED`, by the join.
//!
//! No thread waits for another: a join that finds `WAKING` when it parks is polled again instead.
#![forbid(unsafe_code)]

use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};

use crate::sync::{AtomicUsize, between};

const PARKED: usize = 1;
const WAKING: usize = 1 << 1;
const CLOSED: usize = 1 << 2;
/// One place. What is above is the number of the first group, counted from one.
const PLACE: usize = 1 << 3;

const _: () = assert!(PLACE == (PARKED | WAKING | CLOSED) + 1);

/// The duty of a waker that has pushed its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub(super) enum Pushed {
    /// The slot is full and the caller's: empty it, leave, then wake the parent.
    TakeWaker,
    /// Nothing is left to do.
    Done,
}

/// The number of a group, counted from one, or 0 at the end of the list.
pub(super) type Index = usize;

/// The word.
#[derive(Debug)]
pub(super) struct WokenList(AtomicUsize);

impl WokenList {
    pub(super) fn new() -> Self {
        Self(AtomicUsize::new(0))
    }

    /// Transition 1. `next` is the group's link, which is the caller's: the first bit of the group was the caller's.
    pub(super) fn push(&self, place: Index, next: &AtomicUsize) -> Pushed {
        let mut before = self.0.load(Relaxed);
        loop {
            if before & CLOSED != 0 {
                return Pushed::Done;
            }
            // ORDERING: Relaxed, as the exchange below publishes it.
            next.store(before / PLACE, Relaxed);
            let waking = if before & PARKED == 0 { before & WAKING } else { WAKING };
            // ORDERING: Release hands the link to the Acquire in `take`; Acquire takes the slot from the Release in `park`.
            match self.0.compare_exchange_weak(before, (place * PLACE) | waking, AcqRel, Relaxed) {
                Ok(_) if before & PARKED != 0 => return Pushed::TakeWaker,
                Ok(_) => return Pushed::Done,
                Err(now) => before = now,
            }
        }
    }

    /// Transition 2.
    pub(super) fn leave(&self) {
        // ORDERING: Release hands the empty slot to the Acquire in `take` or `slot_is_free`.
        self.0.fetch_and(!WAKING, Release);
    }

    /// Transition 3: the first group.
    pub(super) fn take(&self) -> Index {
        // ORDERING: Acquire takes the links from the Release in `push`, and the slot from that in `leave`.
        self.0.fetch_and(WAKING, Acquire) / PLACE
    }

    /// Returns `true` if the join is parked.
    pub(super) fn is_parked(&self) -> bool {
        // ORDERING: Relaxed: nothing is read by reason of it. A waker that unparks the join later wakes it.
        self.0.load(Relaxed) == PARKED
    }

    /// Returns `true` if the slot is the join's, which has taken the list.
    pub(super) fn slot_is_free(&self) -> bool {
        // ORDERING: Acquire takes the slot from the Release in `leave`.
        let is_free = self.0.load(Acquire) & WAKING == 0;
        between();
        is_free
    }

    /// Transition 4. Returns `false` if a group was pushed meanwhile: then the slot is still the join's.
    #[must_use]
    pub(super) fn park(&self) -> bool {
        // ORDERING: Release hands the full slot to the Acquire in `push`.
        self.0.compare_exchange(0, PARKED, Release, Relaxed).is_ok()
    }

    /// Transition 5. Returns `true` if the slot is the join's.
    #[must_use]
    pub(super) fn close(&self) -> bool {
        // ORDERING: Acquire takes the slot from the Release in `leave`.
        self.0.swap(CLOSED, Acquire) & WAKING == 0
    }
}
