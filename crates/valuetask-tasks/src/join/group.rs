//! The word of a group of elements: the woken ones, and the number of their wakers.
//!
//! ```text
//! ┌──────────────────────────────┬───┬──────────────────────┐
//! │ wakers                       │ O │ woken, a bit each    │
//! └──────────────────────────────┴───┴──────────────────────┘
//! ```
//!
//! The waker that sets the first bit puts the group on the [list](super::woken_list) of the join, which clears all bits when it takes the
//! group off. `O`: the join is dropped, and the last waker of the group leaves the memory.
//!
//! 1. `lend`, `add`   more wakers, by the join and by the clone of a waker.
//! 2. `mark`          sets a bit, by a waker that stays.
//! 3. `mark_and_drop` sets a bit, by a waker that is dropped, unless it has to put the group on the list first.
//! 4. `drop_wakers`   fewer wakers.
//! 5. `take`          clears the bits, by the join.
//! 6. `orphan`        sets `O`, by the join when it is dropped.
#![forbid(unsafe_code)]

use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};

use crate::sync::AtomicUsize;

/// The number of elements of a word: half of its bits or less, so that the count of wakers can't overflow unnoticed.
pub(super) const ELEMENTS: usize = if usize::BITS >= 64 { 32 } else { 8 };
const WOKEN: usize = (1 << ELEMENTS) - 1;
const ORPHANED: usize = 1 << ELEMENTS;
/// One waker. The count fills the bits from here up.
const WAKER: usize = ORPHANED << 1;
/// Beyond this count the process ends, as with an `Arc`.
const TOO_MANY: usize = usize::MAX / 2;

const _: () = assert!(WAKER == WOKEN + ORPHANED + 1);

/// The duty of a waker that has marked its element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub(super) enum Marked {
    /// Put the group on the list. The waker is still counted.
    PutOnList,
    /// Nothing: another waker puts the group on the list.
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

    /// Transition 1, before any element of the group is polled: no other thread uses the word.
    pub(super) fn lend(&self, wakers: usize) {
        // ORDERING: Relaxed, as the wakers are made after this.
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

    /// Transition 4. Returns `true` if they were the last of an orphaned group: then the caller leaves the memory.
    #[inline]
    #[must_use]
    pub(super) fn drop_wakers(&self, wakers: usize) -> bool {
        // ORDERING: Release hands what this waker did to the Acquire of the one that frees the memory: here or in `orphan`.
        let after = self.0.fetch_sub(wakers * WAKER, AcqRel) - wakers * WAKER;
        is_last(after)
    }

    /// Transition 5: the bits that were set. The group is off the list before, and its link was read.
    #[inline]
    pub(super) fn take(&self) -> usize {
        // ORDERING: Acquire takes what happened before each wake from the Release in `mark` and `mark_and_drop`.
        self.0.fetch_and(!WOKEN, Acquire) & WOKEN
    }

    /// Transition 6. Returns `true` if the group has wakers, the last of which leaves the memory.
    pub(super) fn orphan(&self) -> bool {
        // ORDERING: Acquire takes what the last waker did from the Release in `drop_wakers`. Without a waker there never is one
        // again, as they are cloned from one another.
        if self.0.load(Acquire) < WAKER {
            return false;
        }
        // ORDERING: Acquire as above. What the join did goes to the last waker by `JoinHeader::orphans`.
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
