//! The word of a group of elements: which of them were woken, and how many wakers they have.
//!
//! ```text
//! ┌──────────────────────────────┬───┬──────────────────────┐
//! │ wakers                       │ O │ woken, a bit each    │
//! └──────────────────────────────┴───┴──────────────────────┘
//! ```
//!
//! The first bit that is set puts the group on the [list](super::list) of groups that the join looks at, and the join clears
//! all of them when it takes the group off. `O`: the join is gone, and the last waker of the group leaves the memory.
//!
//! 1. `lend`, `add`   more wakers, by the join and by whoever clones one.
//! 2. `mark`          sets a bit, by a waker that stays.
//! 3. `mark_and_drop` the same, by a waker that goes unless it has to put the group on the list first.
//! 4. `drop_wakers`   fewer wakers.
//! 5. `take`          clears the bits, by the join.
//! 6. `orphan`        sets `O`, by the join when it is dropped.
#![forbid(unsafe_code)]

use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};

use crate::sync::AtomicUsize;

/// How many elements share a word: half of it or less, so that the count of wakers can't overflow unnoticed.
pub(super) const ELEMENTS: usize = if usize::BITS >= 64 { 32 } else { 8 };
const WOKEN: usize = (1 << ELEMENTS) - 1;
const ORPHANED: usize = 1 << ELEMENTS;
/// One waker. The count fills the bits from here up.
const WAKER: usize = ORPHANED << 1;
/// Nobody has as many; beyond it the process ends, as with an `Arc`.
const TOO_MANY: usize = usize::MAX / 2;

const _: () = assert!(WAKER == WOKEN + ORPHANED + 1);

/// What a waker owes once it has said that its element was woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub(super) enum Marked {
    /// Put the group on the list. The waker that was to go is still counted.
    PutOnList,
    /// Nothing: somebody else has put it there, or will.
    Done,
    /// Leave the memory: it was the last waker of a group without a join.
    Leave,
}

/// The word.
#[derive(Debug)]
pub(super) struct Group(AtomicUsize);

impl Group {
    pub(super) fn new() -> Self {
        Self(AtomicUsize::new(0))
    }

    /// Transition 1, before any element of the group is polled, so that nobody else knows of the group.
    pub(super) fn lend(&self, wakers: usize) {
        // ORDERING: Relaxed, as whoever gets a waker gets it after this.
        self.0.store(wakers * WAKER, Relaxed);
    }

    /// Transition 1.
    #[inline]
    pub(super) fn add(&self) {
        // ORDERING: Relaxed, as the caller has a waker, or is in a poll of the join: the memory stays.
        if self.0.fetch_add(WAKER, Relaxed) > TOO_MANY {
            too_many_wakers();
        }
    }

    /// Transition 2.
    #[inline]
    pub(super) fn mark(&self, element: usize) -> Marked {
        // ORDERING: Release hands what happened before the wake to the Acquire in `take`.
        let before = self.0.fetch_or(1 << element, Release);
        if before & WOKEN == 0 { Marked::PutOnList } else { Marked::Done }
    }

    /// Transition 3.
    #[inline]
    pub(super) fn mark_and_drop(&self, element: usize) -> Marked {
        let mut before = self.0.load(Relaxed);
        loop {
            let first = before & WOKEN == 0;
            let after = (before | 1 << element) - if first { 0 } else { WAKER };
            // ORDERING: Release as in `mark`, and as in `drop_wakers`, whose Acquire it needs, too.
            match self.0.compare_exchange_weak(before, after, AcqRel, Relaxed) {
                Ok(_) if first => return Marked::PutOnList,
                Ok(_) if is_last(after) => return Marked::Leave,
                Ok(_) => return Marked::Done,
                Err(now) => before = now,
            }
        }
    }

    /// Transition 4. Whether they were the last of a group without a join: then the caller leaves the memory.
    #[inline]
    #[must_use]
    pub(super) fn drop_wakers(&self, wakers: usize) -> bool {
        // ORDERING: Release hands what this waker did to the Acquire of whoever frees the memory: here and in `orphan`.
        let after = self.0.fetch_sub(wakers * WAKER, AcqRel) - wakers * WAKER;
        is_last(after)
    }

    /// Transition 5: the bits that were set. The group is off the list before, and its link was read.
    #[inline]
    pub(super) fn take(&self) -> usize {
        // ORDERING: Acquire takes what happened before each wake from the Release in `mark` and `mark_and_drop`.
        self.0.fetch_and(!WOKEN, Acquire) & WOKEN
    }

    /// Transition 6: whether there are wakers, the last of which will leave the memory.
    pub(super) fn orphan(&self) -> bool {
        // ORDERING: Acquire takes what the last waker did from the Release in `drop_wakers`. Without a waker there never is one
        // again, as they are cloned from one another.
        if self.0.load(Acquire) < WAKER {
            return false;
        }
        // ORDERING: Acquire as above. What the join did goes to who frees the memory by another word.
        self.0.fetch_or(ORPHANED, Acquire) >= WAKER
    }
}

/// No wakers, and no join.
fn is_last(word: usize) -> bool {
    word & !WOKEN == ORPHANED
}

/// More than memory could hold: they were leaked by the thousand million.
#[cold]
#[inline(never)]
fn too_many_wakers() -> ! {
    /// A panic while another one unwinds ends the process, also without std.
    struct Abort;

    impl Drop for Abort {
        fn drop(&mut self) {
            panic!("too many wakers of a join");
        }
    }

    let _abort = Abort;
    panic!("too many wakers of a join")
}
