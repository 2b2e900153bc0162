//! The completion word: one atomic that names the owner of each slot of a [`Cell`](super::cell::Cell).
//!
//! ```text
//! ┌─────────────────────────┬─────────┬───┬───┬───┬───┐
//! │     parking count       │ outcome │ T │ O │ P │ R │
//! └─────────────────────────┴─────────┴───┴───┴───┴───┘
//! ```
//!
//! | T O P R | name   | value slot    | waker slot                                                     |
//! |---------|--------|---------------|----------------------------------------------------------------|
//! | 0 0 0 0 | idle   | completer     | awaiter                                                        |
//! | 0 0 1 0 | parked | completer     | full, and goes to the side that makes the next transition       |
//! | 0 0 · 1 | ready  | awaiter, full | awaiter                                                        |
//! | 1 0 · 1 | taken  | empty         | awaiter                                                        |
//! | 0 1 0 0 | out    | completer     | empty                                                          |
//!
//! A cell has one awaiter and one completer at a time; its user makes sure of that. Each transition is one exchange, and
//! neither side waits for the other: after `publish` the completer no longer touches the cell.
//!
//! With `LOCAL`, both sides are on one thread, and each transition is a load and a store.
//!
//! 1. `park`    idle → parked, by the awaiter, after it has filled the waker slot. A ready word stays ready: `P` means
//!    nothing there.
//! 2. `unpark`  parked → idle, by the awaiter, before it changes its waker. The awaiter owns the waker again.
//! 3. `publish` idle or parked → ready, by the completer, after it has filled the value slot and copied a parked waker.
//!    The completer then owns the waker: by the parking count, it is the one that was copied.
//! 4. `take`    ready → taken, by the awaiter. The completer no longer changes the word.
//! 5. `leave`   idle or parked → out, by an awaiter that is dropped. The awaiter owns the waker again.
//! 6. `reset`   idle, ready or taken → idle, by a thread that holds both sides.
#![forbid(unsafe_code)]

use core::fmt;
use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};

use crate::sync::{AtomicUsize, const_fn, retire};

/// Set once the completer has published.
const READY: usize = 1;
/// Set while a waker is in the waker slot.
const PARKED: usize = 1 << 1;
/// Set once the awaiter has left for good.
const OUT: usize = 1 << 2;
/// Set once the value was taken.
const TAKEN: usize = 1 << 3;
/// The position of the outcome's lowest bit.
const OUTCOME: u32 = 4;
/// One parking. The count fills this bit and all above it.
const ONE_PARKING: usize = 1 << 6;
/// The parking count beyond which the awaiter polls again instead of parking.
const MOST_PARKINGS: usize = usize::MAX / ONE_PARKING;

const _: () = assert!(ONE_PARKING == (READY | PARKED | OUT | TAKEN | (3 << OUTCOME)) + 1);

/// The way an operation was completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(super) enum Outcome {
    /// With a value.
    Succeeded = 0,
    /// With a value that is an error.
    Faulted = 1,
    /// With an error that reports the cancellation.
    Canceled = 2,
    /// Without a value.
    Abandoned = 3,
}

/// The result of an attempt to park.
#[must_use]
pub(super) enum Parked {
    /// The awaiter is parked, and no longer owns the waker slot.
    Waits,
    /// The operation is completed. The awaiter still owns the waker slot, which is full.
    Ready(Outcome),
}

/// The atomic word.
pub(super) struct Word(AtomicUsize);

/// One value of the [`Word`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Snapshot(usize);

impl Word {
    const_fn! {
        #[inline]
        pub(super) fn new() -> Self {
            Self(AtomicUsize::new(0))
        }
    }

    #[inline]
    pub(super) fn load(&self) -> Snapshot {
        // ORDERING: Acquire takes the value from the Release in `publish`, and the waker from the Release in `park`.
        Snapshot(self.0.load(Acquire))
    }

    /// Makes transition 1.
    #[inline]
    pub(super) fn park<const LOCAL: bool>(&self) -> Parked {
        // ORDERING: Release hands the waker to the Acquire in `load` and of a `publish` that fails; Acquire takes the
        // value from the Release in `publish`.
        let before = Snapshot(if LOCAL {
            self.exchange(|seen| seen + (ONE_PARKING | PARKED))
        } else {
            self.0.fetch_add(ONE_PARKING | PARKED, AcqRel)
        });
        debug_assert!(!before.is_parked() && !before.is_out() && before.has_room(), "parked from {before:?}");
        if before.is_ready() { Parked::Ready(before.outcome()) } else { Parked::Waits }
    }

    /// Makes transition 2 from the parked row, or returns the outcome of a completed operation.
    #[inline]
    pub(super) fn unpark<const LOCAL: bool>(&self, seen: Snapshot) -> Result<(), Outcome> {
        debug_assert!(seen.is_parked() && !seen.is_ready(), "unparked from {seen:?}");
        if LOCAL {
            self.exchange(|seen| seen & !PARKED);
            return Ok(());
        }
        // ORDERING: Relaxed on success: the waker is the awaiter's own. Acquire takes the value from the Release in
        // `publish`.
        match self.0.compare_exchange(seen.0, seen.0 & !PARKED, Relaxed, Acquire) {
            Ok(_) => Ok(()),
            Err(now) => Err(Snapshot(now).outcome()),
        }
    }

    /// Makes transition 3 if the word is still `seen`, or returns its current value.
    #[inline]
    pub(super) fn publish<const LOCAL: bool>(&self, seen: Snapshot, outcome: Outcome) -> Result<(), Snapshot> {
        debug_assert!(!seen.is_ready() && !seen.is_out(), "published from {seen:?}");
        let ready = seen.0 | READY | (outcome as usize) << OUTCOME;
        if LOCAL {
            self.exchange(|_| ready);
            return Ok(());
        }
        // ORDERING: Release hands the value to the Acquire of the awaiter's `load`, `park`, `unpark` and `leave`.
        // Acquire takes the waker from the Release in `park`, and the awaiter's last writes from the Release in `leave`.
        match self.0.compare_exchange(seen.0, ready, Release, Acquire) {
            Ok(_) => Ok(()),
            Err(now) => Err(Snapshot(now)),
        }
    }

    /// Exchanges the word without an atomic exchange: both sides are on this thread.
    #[inline]
    fn exchange(&self, change: impl FnOnce(usize) -> usize) -> usize {
        // ORDERING: Relaxed, both: the two sides are on one thread.
        let before = self.0.load(Relaxed);
        self.0.store(change(before), Relaxed);
        before
    }

    /// Makes transition 4.
    #[inline]
    pub(super) fn take(&self, seen: Snapshot) {
        debug_assert!(seen.is_ready() && !seen.is_taken(), "taken from {seen:?}");
        // ORDERING: Release: a thread that reads `taken` with the Acquire in `load` also sees the version of that value,
        // as with `reset`. The slots are handed over by the claims.
        self.0.store(seen.0 | TAKEN, Release);
    }

    /// Makes transition 5 if the word is still `seen`, or returns the outcome.
    #[inline]
    pub(super) fn leave(&self, seen: Snapshot) -> Result<(), Outcome> {
        debug_assert!(!seen.is_ready() && !seen.is_out(), "left from {seen:?}");
        // ORDERING: Release hands the awaiter's writes to the Acquire in `load` and of a `publish` that fails.
        // Acquire takes the value from the Release in `publish`.
        match self.0.compare_exchange(seen.0, OUT, Release, Acquire) {
            Ok(_) => Ok(()),
            Err(now) => Err(Snapshot(now).outcome()),
        }
    }

    /// Ends the use of the word: both sides are done with it.
    #[inline]
    pub(super) fn retire(&mut self) {
        retire(&mut self.0);
    }

    /// Makes transition 6.
    #[inline]
    pub(super) fn reset(&self) {
        // ORDERING: Release: a thread that reads the reset word with the Acquire in `load` also sees the version that
        // begins.
        self.0.store(0, Release);
    }
}

impl Snapshot {
    /// Returns `true` if the operation is completed. The value may have been taken.
    #[inline]
    pub(super) const fn is_ready(self) -> bool {
        self.0 & READY != 0
    }

    /// Returns `true` if a waker is in the waker slot, or was when the outcome was published.
    #[inline]
    pub(super) const fn is_parked(self) -> bool {
        self.0 & PARKED != 0
    }

    /// Returns `true` if a waker is in the waker slot and the operation is pending.
    #[inline]
    pub(super) const fn is_waited_for(self) -> bool {
        self.is_parked() && !self.is_ready()
    }

    /// Returns `true` if the awaiter has left.
    #[inline]
    pub(super) const fn is_out(self) -> bool {
        self.0 & OUT != 0
    }

    /// Returns `true` if the value was taken.
    #[inline]
    pub(super) const fn is_taken(self) -> bool {
        self.0 & TAKEN != 0
    }

    /// Returns `true` if one more parking can be counted.
    #[inline]
    pub(super) const fn has_room(self) -> bool {
        self.0 / ONE_PARKING < MOST_PARKINGS
    }

    /// Returns the published outcome.
    #[inline]
    pub(super) const fn outcome(self) -> Outcome {
        match (self.0 >> OUTCOME) & 3 {
            0 => Outcome::Succeeded,
            1 => Outcome::Faulted,
            2 => Outcome::Canceled,
            _ => Outcome::Abandoned,
        }
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = match (self.is_taken(), self.is_out(), self.is_parked(), self.is_ready()) {
            (true, ..) => "taken",
            (_, true, ..) => "out",
            (.., true) => "ready",
            (_, _, true, _) => "parked",
            _ => "idle",
        };
        write!(f, "{row} ({:?}, {} parkings)", self.outcome(), self.0 / ONE_PARKING)
    }
}

#[cfg(all(test, not(valuetask_loom)))]
mod tests {
    use super::*;

    #[test]
    fn a_full_count_leaves_no_room() {
        assert!(Snapshot(0).has_room() && Snapshot((MOST_PARKINGS - 1) * ONE_PARKING).has_room());
        assert!(!Snapshot(MOST_PARKINGS * ONE_PARKING).has_room());
    }

    #[test]
    fn a_published_outcome_is_read_back() {
        for outcome in [Outcome::Succeeded, Outcome::Faulted, Outcome::Canceled, Outcome::Abandoned] {
            let word = Word::new();
            assert!(word.publish::<false>(word.load(), outcome).is_ok());
            assert_eq!((word.load().is_ready(), word.load().outcome()), (true, outcome));
        }
    }

    #[test]
    fn a_publication_fails_after_the_waker_was_exchanged() {
        let word = Word::new();
        assert!(matches!(word.park::<false>(), Parked::Waits));
        let seen = word.load();
        assert_eq!(word.unpark::<false>(seen), Ok(()));
        assert!(matches!(word.park::<false>(), Parked::Waits));
        assert!(word.publish::<false>(seen, Outcome::Succeeded).is_err(), "the row is equal, the waker isn't");
    }
}
