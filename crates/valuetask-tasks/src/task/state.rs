//! The state of a cell: one byte, which is also the lock of the cell's waiters.
//!
//! | bit        | meaning                                                                                                 |
//! |------------|---------------------------------------------------------------------------------------------------------|
//! | `LOCKED`   | One thread has the waiters, and may fill the result slot. Not set where `COMPLETE` is.                  |
//! | `NOTIFIED` | The [future](super::polled) of the cell was woken, or never polled.                                     |
//! | `RUNNING`  | The future is being polled, by the thread that completes the cell.                                      |
//! | `NEVER`    | Nothing completes the cell.                                                                             |
//! | `COMPLETE` | The result slot is full, and read by all handles. The waiters are the completer's.                      |
//! | `OBSERVED` | The error in the result slot was observed.                                                              |
//! | `MOVED`    | The result was moved out by the last handle.                                                            |
//!
//! 1. `lock`    pending, not `LOCKED` → `LOCKED`. Refused once the cell is complete.
//! 2. `unlock`  `LOCKED` → not `LOCKED`, with `NOTIFIED`, `RUNNING` and `NEVER` as the holder left them.
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
const NOTIFIED: u8 = 1 << 3;
const RUNNING: u8 = 1 << 4;
const NEVER: u8 = 1 << 5;
const MOVED: u8 = 1 << 6;

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

/// The part of the state that the lock guards: whether the future has to be polled, or is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct PollState(u8);

impl PollState {
    /// The future has to be polled, and isn't.
    pub(super) const DUE: Self = Self(NOTIFIED);
    /// The future isn't polled before it is woken; or there is none.
    pub(super) const IDLE: Self = Self(0);
    /// There is no future, and no completer.
    pub(super) const NEVER: Self = Self(NEVER);

    pub(super) fn is_due(self) -> bool {
        self == Self::DUE
    }

    pub(super) fn is_notified(self) -> bool {
        self.0 & NOTIFIED != 0
    }

    /// Begins to poll the future if it is due. Returns `true` if it was.
    pub(super) fn begin(&mut self) -> bool {
        let is_due = self.is_due();
        if is_due {
            self.0 = RUNNING;
        }
        is_due
    }

    pub(super) fn end(&mut self) {
        self.0 &= !RUNNING;
    }

    pub(super) fn notify(&mut self) {
        self.0 |= NOTIFIED;
    }
}

impl CellState {
    /// Pending.
    pub(super) fn pending(polling: PollState) -> Self {
        Self(AtomicU8::new(polling.0))
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

    /// Returns `true` if nothing completes the cell.
    pub(super) fn is_never(&self) -> bool {
        // ORDERING: Relaxed: the bit is there from the start.
        self.0.load(Relaxed) & NEVER != 0
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

    /// Returns `true` if the future seems to have been woken.
    #[inline]
    pub(super) fn seems_notified(&self) -> bool {
        // ORDERING: Relaxed, a hint: the lock tells, or the owner of the only handle has seen what others did.
        PollState(self.0.load(Relaxed)).is_notified()
    }

    /// Transition 1. Returns `None` if the cell is complete.
    #[inline]
    pub(super) fn lock(&self) -> Option<PollState> {
        let locked = |now| (now & (LOCKED | COMPLETE) == 0).then_some(now | LOCKED);
        let mut backoff = Backoff::default();
        loop {
            // ORDERING: Acquire takes the waiters from the Release in `unlock`; and, where the cell is complete, what the completer did from the
            // Release in `finish`: that it gave up its handle.
            match self.0.fetch_update(Acquire, Acquire, locked) {
                Ok(before) => return Some(PollState(before)),
                Err(now) if now & COMPLETE != 0 => return None,
                Err(_) => backoff.wait(),
            }
        }
    }

    /// Transition 2, by the holder of the lock.
    #[inline]
    pub(super) fn unlock(&self, polling: PollState) {
        // ORDERING: Release hands the waiters to the Acquire in `lock`.
        self.0.store(polling.0, Release);
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
