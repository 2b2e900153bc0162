//! The completion word: one atomic that says which side owns which slot of a [`Cell`](super::cell::Cell).
//!
//! ```text
//! ┌─────────────────────────┬─────────┬───┬───┬───┬───┐
//! │   parkings so far       │ outcome │ T │ O │ P │ R │
//! └─────────────────────────┴─────────┴───┴───┴───┴───┘
//! ```
//!
//! | T O P R | name   | value slot    | waker slot                                          |
//! |---------|--------|---------------|-----------------------------------------------------|
//! | 0 0 0 0 | idle   | completer     | awaiter                                             |
//! | 0 0 1 0 | parked | completer     | full: it is the side's that takes the word from here |
//! | 0 0 · 1 | ready  | awaiter, full | awaiter                                             |
//! | 1 0 · 1 | taken  | nobody, empty | awaiter                                             |
//! | 0 1 0 0 | out    | completer     | nobody, empty                                       |
//!
//! One awaiter and one completer at a time: who they are is settled elsewhere. Each step is one exchange, and no side
//! ever waits for the other: whoever has published touches nothing here any more.
//!
//! Where both sides are on one thread (`LOCAL`), each step is a load and a store.
//!
//! 1. `park`    idle → parked, by the awaiter, once it has filled the waker slot. From ready it changes no row: `P` says
//!    nothing there.
//! 2. `unpark`  parked → idle, by the awaiter, before it changes its waker. The waker is its own again.
//! 3. `publish` idle or parked → ready, by the completer, once it has filled the value slot, and copied the waker of
//!    the parked row. The waker is its own then: the count says that it is the one which was copied.
//! 4. `take`    ready → taken, by the awaiter, which nobody disturbs.
//! 5. `leave`   idle or parked → out, by an awaiter that doesn't come back. A waker is its own again.
//! 6. `reset`   idle, ready or taken → idle, by whoever is both sides.
#![forbid(unsafe_code)]

use core::fmt;
use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};

use crate::sync::{AtomicUsize, const_fn, retire};

/// The completer has published.
const READY: usize = 1;
/// A waker lies in the waker slot.
const PARKED: usize = 1 << 1;
/// The awaiter is out, and doesn't come back.
const OUT: usize = 1 << 2;
/// The value was taken.
const TAKEN: usize = 1 << 3;
/// Where the outcome begins.
const OUTCOME: u32 = 4;
/// One parking. The count fills the bits from here up.
const ONE_PARKING: usize = 1 << 6;
/// With so many the count is full, and nobody parks any more.
const MOST_PARKINGS: usize = usize::MAX / ONE_PARKING;

const _: () = assert!(ONE_PARKING == (READY | PARKED | OUT | TAKEN | (3 << OUTCOME)) + 1);

/// How the completer has published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(super) enum Outcome {
    /// With a value.
    Succeeded = 0,
    /// With a value that is an error.
    Faulted = 1,
    /// With a value that says that it was canceled.
    Canceled = 2,
    /// Without a value.
    Abandoned = 3,
}

/// What the awaiter finds when it has tried to park.
#[must_use]
pub(super) enum Parked {
    /// The waker slot is given up.
    Waits,
    /// The waker slot is still the awaiter's, and full: there is something to take.
    Ready(Outcome),
}

/// The word.
pub(super) struct Word(AtomicUsize);

/// One reading of it.
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

    /// Transition 1.
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

    /// Transition 2, from this parked row; or the outcome, if that is there.
    #[inline]
    pub(super) fn unpark<const LOCAL: bool>(&self, seen: Snapshot) -> Result<(), Outcome> {
        debug_assert!(seen.is_parked() && !seen.is_ready(), "unparked from {seen:?}");
        if LOCAL {
            self.exchange(|seen| seen & !PARKED);
            return Ok(());
        }
        // ORDERING: Relaxed: the waker that comes back is the awaiter's own. Acquire takes the value from the Release
        // in `publish`.
        match self.0.compare_exchange(seen.0, seen.0 & !PARKED, Relaxed, Acquire) {
            Ok(_) => Ok(()),
            Err(now) => Err(Snapshot(now).outcome()),
        }
    }

    /// Transition 3, if the word is as it was seen; otherwise, what it is now.
    #[inline]
    pub(super) fn publish<const LOCAL: bool>(&self, seen: Snapshot, outcome: Outcome) -> Result<(), Snapshot> {
        debug_assert!(!seen.is_ready() && !seen.is_out(), "published from {seen:?}");
        let ready = seen.0 | READY | (outcome as usize) << OUTCOME;
        if LOCAL {
            self.exchange(|_| ready);
            return Ok(());
        }
        // ORDERING: Release hands the value to the Acquire of the awaiter's `load`, `park`, `unpark` and `leave`.
        // Acquire takes the waker from the Release in `park`, and what an awaiter leaves from the Release in `leave`.
        match self.0.compare_exchange(seen.0, ready, Release, Acquire) {
            Ok(_) => Ok(()),
            Err(now) => Err(Snapshot(now)),
        }
    }

    /// An exchange where nobody else is.
    #[inline]
    fn exchange(&self, change: impl FnOnce(usize) -> usize) -> usize {
        // ORDERING: Relaxed, both: the two sides are on one thread.
        let before = self.0.load(Relaxed);
        self.0.store(change(before), Relaxed);
        before
    }

    /// Transition 4.
    #[inline]
    pub(super) fn take(&self, seen: Snapshot) {
        debug_assert!(seen.is_ready() && !seen.is_taken(), "taken from {seen:?}");
        // ORDERING: Release tells whoever finds the value taken, by the Acquire in `load`, of the version that it was
        // of, as `reset` does. Whoever uses the slots next is handed them with one of the sides.
        self.0.store(seen.0 | TAKEN, Release);
    }

    /// Transitions 3 and 4, by who is both sides and has the word alone.
    #[inline]
    pub(super) fn taken(&mut self, outcome: Outcome) {
        // ORDERING: Relaxed: nobody else has the source.
        self.0.store(READY | TAKEN | (outcome as usize) << OUTCOME, Relaxed);
    }

    /// Transition 5, if the word is as it was seen; otherwise, the outcome.
    #[inline]
    pub(super) fn leave(&self, seen: Snapshot) -> Result<(), Outcome> {
        debug_assert!(!seen.is_ready() && !seen.is_out(), "left from {seen:?}");
        // ORDERING: Release hands all that the awaiter did to the Acquire in `load` and of a `publish` that fails.
        // Acquire takes the value from the Release in `publish`.
        match self.0.compare_exchange(seen.0, OUT, Release, Acquire) {
            Ok(_) => Ok(()),
            Err(now) => Err(Snapshot(now).outcome()),
        }
    }

    /// The end of the word: both sides are done with it.
    #[inline]
    pub(super) fn retire(&mut self) {
        retire(&mut self.0);
    }

    /// Transition 6.
    #[inline]
    pub(super) fn reset(&self) {
        // ORDERING: Release tells whoever finds the word reset, by the Acquire in `load`, of the version that it is
        // reset for.
        self.0.store(0, Release);
    }
}

impl Snapshot {
    /// Something can be taken, or was.
    #[inline]
    pub(super) const fn is_ready(self) -> bool {
        self.0 & READY != 0
    }

    /// A waker lies in the waker slot, or did when the outcome was published.
    #[inline]
    pub(super) const fn is_parked(self) -> bool {
        self.0 & PARKED != 0
    }

    /// A waker lies in the waker slot: whose it is waits for an outcome.
    #[inline]
    pub(super) const fn is_waited_for(self) -> bool {
        self.is_parked() && !self.is_ready()
    }

    #[inline]
    pub(super) const fn is_out(self) -> bool {
        self.0 & OUT != 0
    }

    #[inline]
    pub(super) const fn is_taken(self) -> bool {
        self.0 & TAKEN != 0
    }

    /// Whether one more parking can be counted.
    #[inline]
    pub(super) const fn has_room(self) -> bool {
        self.0 / ONE_PARKING < MOST_PARKINGS
    }

    /// What was published.
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
    fn an_outcome_is_read_as_it_was_published() {
        for outcome in [Outcome::Succeeded, Outcome::Faulted, Outcome::Canceled, Outcome::Abandoned] {
            let word = Word::new();
            assert!(word.publish::<false>(word.load(), outcome).is_ok());
            assert_eq!((word.load().is_ready(), word.load().outcome()), (true, outcome));
        }
    }

    #[test]
    fn a_waker_that_was_exchanged_isnt_published_with() {
        let word = Word::new();
        assert!(matches!(word.park::<false>(), Parked::Waits));
        let seen = word.load();
        assert_eq!(word.unpark::<false>(seen), Ok(()));
        assert!(matches!(word.park::<false>(), Parked::Waits));
        assert!(word.publish::<false>(seen, Outcome::Succeeded).is_err(), "the row is the same, the waker isn't");
    }
}
