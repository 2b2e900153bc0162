//! The state of a cell: one byte, which is also the lock of the cell's waiters.
//!
//! | bit        | meaning                                                                                                 |
//! |------------|---------------------------------------------------------------------------------------------------------|
//! | `LOCKED`   | One thread has the waiters, and may fill the result slot. Not set where `COMPLETE` is.                  |
//! | `LENDS`    | There is code among the waiters that is lent its task: the completer keeps a handle until that has run. Of a combined cell it stands for that handle. |
//! | `COMPLETE` | The result slot is full, and read by all handles. The waiters are the completer's.                      |
//! | `OBSERVED` | The error in the result slot was observed.                                                              |
//! | `MOVED`    | The result was moved out by the last handle.                                                            |
//!
//! 1. `lock`    pending, not `LOCKED` → `LOCKED`. Refused once the cell is complete.
//! 2. `unlock`  `LOCKED` → not `LOCKED`, with `LENDS` as the holder left it.
//! 3. `finish`  → `COMPLETE`, by the holder of the lock or the owner of the whole cell, once the slot is full.
//! 4. `observe` `COMPLETE` → `COMPLETE`, `OBSERVED`.
//! 5. `moved`   `COMPLETE` → `COMPLETE`, `MOVED`, by the last handle of a combined cell, whose completers may still lock it.
//!
//! A thread that finds the lock taken yields, and then sleeps, until it is free. Its holder runs no user code, and does no more than link a few nodes or
//! move a result.
#![forbid(unsafe_code)]

use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use crate::sync::{AtomicU8, Backoff, between};

const LOCKED: u8 = 1;
const COMPLETE: u8 = 1 << 1;
const OBSERVED: u8 = 1 << 2;
const LENDS: u8 = 1 << 3;
const MOVED: u8 = 1 << 4;

/// The state of a cell.
pub(super) struct CellState(AtomicU8);

/// How far the completion of a cell is.
pub(super) enum Stage {
    /// No completer has it, and none is left that could.
    Pending,
    /// A completer that has left is about to finish it, and uses the cell until then.
    Locked,
    Complete,
}

/// The part of the state that the lock guards: whether there is code that is lent the task.
#[derive(Clone, Copy)]
pub(super) struct Lending(u8);

impl Lending {
    /// Code that is lent its task is registered.
    pub(super) fn lend(&mut self) {
        self.0 |= LENDS;
    }

    /// Returns `true` if there may be code that is lent its task.
    #[inline]
    pub(super) fn lends(self) -> bool {
        self.0 & LENDS != 0
    }
}

impl CellState {
    /// Pending.
    pub(super) fn pending() -> Self {
        Self(AtomicU8::new(0))
    }

    /// The state of a cell that is made with its result.
    pub(super) fn complete() -> Self {
        Self(AtomicU8::new(COMPLETE))
    }

    #[inline(always)]
    pub(super) fn is_complete(&self) -> bool {
        // ORDERING: Acquire takes the result from the Release in `finish`.
        self.0.load(Acquire) & COMPLETE != 0
    }

    /// Returns the stage that the owner of the last handle finds.
    #[inline]
    pub(super) fn stage(&self) -> Stage {
        // ORDERING: Acquire takes the end of the completer's use of the cell from the Release in `finish`. The caller is the last of all
        // handles, so it sees the lock of a completer that had one.
        let now = self.0.load(Acquire);
        between();
        match now & (LOCKED | COMPLETE) {
            0 => Stage::Pending,
            LOCKED => Stage::Locked,
            _ => Stage::Complete,
        }
    }

    /// Returns `true` if the result slot is full, for the owner of the content.
    pub(super) fn has_result(&self) -> bool {
        // ORDERING: Relaxed: what handed the content on handed this on.
        self.0.load(Relaxed) & (COMPLETE | MOVED) == COMPLETE
    }

    #[inline]
    pub(super) fn is_observed(&self) -> bool {
        // ORDERING: Relaxed: the bit hands nothing over.
        self.0.load(Relaxed) & OBSERVED != 0
    }

    /// Transition 1. Returns `None` if the cell is complete.
    #[inline]
    pub(super) fn lock(&self) -> Option<Lending> {
        let locked = |now| (now & (LOCKED | COMPLETE) == 0).then_some(now | LOCKED);
        let mut backoff = Backoff::default();
        loop {
            // ORDERING: Acquire takes the waiters from the Release in `unlock`; and, where the cell is complete, what the completer did from the
            // Release in `finish`: that it gave up its handle.
            match self.0.fetch_update(Acquire, Acquire, locked) {
                Ok(before) => return Some(Lending(before)),
                Err(now) if now & COMPLETE != 0 => return None,
                Err(_) => backoff.wait(),
            }
        }
    }

    /// Transition 2, by the holder of the lock.
    #[inline]
    pub(super) fn unlock(&self, lending: Lending) {
        // ORDERING: Release hands the waiters to the Acquire in `lock`.
        self.0.store(lending.0, Release);
    }

    /// Transition 3.
    #[inline]
    pub(super) fn finish(&self) {
        // ORDERING: Release hands the result to the Acquire in `is_complete`.
        self.0.store(COMPLETE, Release);
    }

    /// Transition 4, of a state that was seen to be complete.
    pub(super) fn observe(&self) {
        // ORDERING: Relaxed: an exchange goes on with the Release of `finish`.
        self.0.fetch_or(OBSERVED, Relaxed);
    }

    /// Ends the use of the state.
    #[inline(always)]
    pub(super) fn retire(&mut self) {
        #[cfg(all(valuetask_loom, not(valuetask_shuttle)))]
        self.0.with_mut(|_| ());
    }

    /// Transition 5.
    pub(super) fn moved(&self) {
        // ORDERING: Relaxed: what hands the content on hands this on. A completer that locks finds the cell complete before and after.
        self.0.store(COMPLETE | MOVED, Relaxed);
    }
}
