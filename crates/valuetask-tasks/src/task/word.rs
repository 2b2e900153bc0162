//! The word of a cell: its owners, and whether it is complete.
//!
//! ```text
//! ┌────────────────────┬─────────┬──────────┬────────┬──────────┐
//! │      handles       │ ENDLESS │ OBSERVED │ SOURCE │ COMPLETE │
//! └────────────────────┴─────────┴──────────┴────────┴──────────┘
//! ```
//!
//! | bit        | meaning                                                                                                      |
//! |------------|--------------------------------------------------------------------------------------------------------------|
//! | `COMPLETE` | The result slot is full, and read by all handles. No waiter is registered any more.                          |
//! | `SOURCE`   | The one source that owns the cell without a handle is there: of spawned work, a continuation, a combination. |
//! | `OBSERVED` | The error in the result slot was observed.                                                                   |
//! | `ENDLESS`  | Nothing completes the cell.                                                                                  |
//!
//! Memory and content belong to the handles and the source together, and then to the only one of these owners that is left.
//!
//! | step                   | by                               | word                 | its own afterwards                   |
//! |------------------------|----------------------------------|----------------------|--------------------------------------|
//! | `more`                 | a handle                         | one handle more      |                                      |
//! | `observe`              | a handle                         | → `OBSERVED`         |                                      |
//! | `complete`             | a completer's handle             | → `COMPLETE`         | the list that it took                |
//! | `complete_and_leave`   | the source, beside handles       | `SOURCE` → `COMPLETE` | the list that it took               |
//! |                        | the source, as the only owner    | `SOURCE` → `COMPLETE` | that, and the cell                  |
//! | `leave`                | a handle, beside others          | one handle less      |                                      |
//! |                        | the only handle, beside a source | none                 |                                      |
//! |                        | the only owner                   | none                 | the cell                             |
//! | `leave_to_source`      | the only handle, beside a source | one handle less      |                                      |
//! |                        | the only owner                   | none                 | the cell                             |
//! | `is_sole`              | a handle                         | none                 | the cell, if it is the only owner    |
//! | `is_sole_and_complete` | a handle                         | none                 | the same, if the cell is complete    |
//! | `has_no_handle`        | the source                       | none                 | the cell, if it is the only owner    |
//!
//! Only a handle makes handles, and no source is made later. So the only owner stays the only one.
#![forbid(unsafe_code)]

use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use crate::sync::{AtomicUsize, between, retire};

const COMPLETE: usize = 1;
const SOURCE: usize = 1 << 1;
const OBSERVED: usize = 1 << 2;
const ENDLESS: usize = 1 << 3;
const HANDLE: usize = 1 << 4;

/// The owners of a cell: the handles, and the source.
const OWNERS: usize = !(HANDLE - 1) | SOURCE;

/// The only handle, and the source. The cell is pending.
const BOTH: usize = HANDLE | SOURCE;

/// More than this can only have been leaked in a loop; the count would overflow before long.
const MOST: usize = isize::MAX as usize;

/// What is left when a handle leaves.
pub(super) enum Left {
    /// Others have the cell.
    Others,
    /// No other owner. The cell is the caller's alone, and the handle stays counted.
    Last,
    /// The source of a pending cell. The caller takes the waiters, unless they are locked, and then leaves it to the source.
    Source,
}

/// The word of a cell.
pub(super) struct Word(AtomicUsize);

impl Word {
    /// Of a pending cell with so many handles.
    #[inline(always)]
    pub(super) fn pending(handles: usize) -> Self {
        Self(AtomicUsize::new(handles * HANDLE))
    }

    /// Of a pending cell with a handle and a source.
    #[inline(always)]
    pub(super) fn of_source() -> Self {
        Self(AtomicUsize::new(BOTH))
    }

    /// Of a cell that nothing completes, with a handle.
    pub(super) fn endless() -> Self {
        Self(AtomicUsize::new(HANDLE | ENDLESS))
    }

    /// Of a cell that is made with its result, with a handle.
    #[inline(always)]
    pub(super) fn of_complete() -> Self {
        Self(AtomicUsize::new(HANDLE | COMPLETE))
    }

    #[inline(always)]
    pub(super) fn is_complete(&self) -> bool {
        // ORDERING: Acquire takes the result from the Release in `complete` and in `complete_and_leave`. The only owner takes what others did
        // from that, and from the Release in `leave` and in `leave_to_source`: each later exchange goes on with those.
        self.0.load(Acquire) & COMPLETE != 0
    }

    pub(super) fn is_endless(&self) -> bool {
        // ORDERING: Relaxed: the bit is there from the start.
        self.0.load(Relaxed) & ENDLESS != 0
    }

    #[inline]
    pub(super) fn is_observed(&self) -> bool {
        // ORDERING: Relaxed: the bit hands nothing over.
        self.0.load(Relaxed) & OBSERVED != 0
    }

    pub(super) fn observe(&self) {
        // ORDERING: Relaxed: an exchange goes on with the releases before it.
        self.0.fetch_or(OBSERVED, Relaxed);
    }

    /// Counts one handle more.
    #[inline(always)]
    pub(super) fn more(&self) {
        // ORDERING: Relaxed: the caller has a handle, and hands the new one on by other means.
        if self.0.fetch_add(HANDLE, Relaxed) > MOST {
            std::process::abort();
        }
    }

    /// Marks the cell complete, by a completer that has a handle. The result slot is full, the list locked for ever.
    #[inline(always)]
    pub(super) fn complete(&self) {
        // ORDERING: Release hands the result to the Acquire in `is_complete` and in `is_sole_and_complete`.
        self.0.fetch_or(COMPLETE, Release);
    }

    /// Marks the cell complete, and takes the source away. Returns `true` if there is no handle: then the cell is the caller's alone.
    #[inline(always)]
    pub(super) fn complete_and_leave(&self) -> bool {
        // ORDERING: Release hands the result, and the end of the source's use of the cell, to the Acquire in `is_complete` and in
        // `is_sole_and_complete`. What the handles did is taken as in `is_sole`.
        self.0.fetch_sub(SOURCE - COMPLETE, Release) & OWNERS == SOURCE
    }

    /// Returns `true` if the caller's handle is the only owner.
    #[inline(always)]
    pub(super) fn is_sole(&self) -> bool {
        // ORDERING: Relaxed: the only owner asks after this whether the cell `is_complete`. That Acquire takes what others did.
        self.0.load(Relaxed) & OWNERS == HANDLE
    }

    /// Returns `true` if the caller's handle is the only owner, and the cell is complete.
    #[inline(always)]
    pub(super) fn is_sole_and_complete(&self) -> bool {
        // ORDERING: Acquire takes the result, and what others did, as in `is_complete`.
        self.0.load(Acquire) & (OWNERS | COMPLETE) == HANDLE | COMPLETE
    }

    /// Returns `true` if the source, whose caller this is, is the only owner.
    pub(super) fn has_no_handle(&self) -> bool {
        // ORDERING: Relaxed, as in `is_sole`.
        self.0.load(Relaxed) & OWNERS == SOURCE
    }

    /// Gives up a handle, but for the last one.
    #[inline]
    pub(super) fn leave(&self) -> Left {
        // ORDERING: Relaxed, as in `is_sole`.
        let mut now = self.0.load(Relaxed);
        loop {
            between();
            match now & OWNERS {
                HANDLE => return Left::Last,
                BOTH => return Left::Source,
                _ => {}
            }
            // ORDERING: Release hands what the caller did to the only owner's Acquire, in `is_complete` or `is_sole_and_complete`. Relaxed as
            // above.
            match self.0.compare_exchange_weak(now, now - HANDLE, Release, Relaxed) {
                Ok(_) => return Left::Others,
                Err(newer) => now = newer,
            }
        }
    }

    /// Gives up the last handle beside the source. Returns `true` if the source has left: then the cell is the caller's alone.
    #[inline]
    pub(super) fn leave_to_source(&self) -> bool {
        // ORDERING: Release hands what the handles did to the Acquire in `is_complete`; Relaxed as in `is_sole`.
        self.0.compare_exchange(BOTH, SOURCE, Release, Relaxed).is_err()
    }
}

impl Drop for Word {
    #[inline(always)]
    fn drop(&mut self) {
        retire(&mut self.0);
    }
}
