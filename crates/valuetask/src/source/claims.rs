//! The two sides of a reusable source: who may be its awaiter, and who its completer.
//!
//! | side      | is taken by                          | is given back by                                             |
//! |-----------|--------------------------------------|--------------------------------------------------------------|
//! | awaiter   | one exchange of its word             | a store, when the task is done or dropped, or the call over  |
//! | completer | one exchange of the version's word   | the next version, which both sides begin; or a store, if the |
//! |           |                                      | completer gives up                                           |
//!
//! ```text
//! ┌──────────────────────────────────────────┬───┬───┐
//! │          times it was given back         │ B │ H │   H: a task, or who polls by token, is the awaiter
//! └──────────────────────────────────────────┴───┴───┘   B: a call is that is about to begin the next version
//! ┌──────────────────────────────────────────┬───┬───┐
//! │                  version                 │ R │ C │   C: this version has its completer
//! └──────────────────────────────────────────┴───┴───┘   R: the slots are still those of the version before
//! ```
//!
//! Whoever wants to be the awaiter looks at that word, then at what may refuse it (the version, a waker that lies in
//! the cell, a value that was taken), and takes the word as it was seen. Only an awaiter begins a version, leaves a waker
//! or takes a value: so what was seen in between holds, and a call that is refused was never the awaiter, whom others
//! would have found. Who is refused for a value that was taken makes sure of that by an exchange of the word for itself.
//! (Where the count is narrow it may have come round in between. So before a value is taken, it is looked at once more.)
#![forbid(unsafe_code)]

use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use super::{Refusal, Token};
use crate::sync::{AtomicCount, Count, const_fn};

/// A task, or who polls by token, is the awaiter.
const HELD: Count = 1;
/// A call is the awaiter that is about to begin the next version.
const BEGINNING: Count = 1 << 1;
/// Who is the awaiter, if anybody is. The times that the side was given back fill the bits from here up.
const HOLDER: Count = HELD | BEGINNING;

/// This version has its completer.
const CLAIMED: Count = 1;
/// The slots are still those of the version before, and this version has its completer: who resets them.
const RESETTING: Count = 1 << 1;
/// One version. They fill the bits from here up.
const ONE_VERSION: Count = 1 << 2;

/// Whether somebody is the awaiter.
pub(super) struct AwaiterClaim(AtomicCount);

/// One reading of it.
#[derive(Clone, Copy)]
pub(super) struct ClaimSnapshot(Count);

impl ClaimSnapshot {
    /// Nobody is the awaiter.
    #[inline]
    pub(super) const fn is_free(self) -> bool {
        self.0 & HOLDER == 0
    }

    /// The awaiter is a call that is about to begin the next version.
    #[inline]
    pub(super) const fn is_beginning(self) -> bool {
        self.0 & BEGINNING != 0
    }
}

impl AwaiterClaim {
    const_fn! {
        #[inline]
        pub(super) fn new() -> Self {
            Self(AtomicCount::new(0))
        }
    }

    #[inline]
    pub(super) fn look(&self) -> ClaimSnapshot {
        // ORDERING: Acquire takes the version, and the waker that the last awaiter has left, from the Release in `give`.
        ClaimSnapshot(self.0.load(Acquire))
    }

    /// Makes the caller the awaiter, if nobody has been since this was seen.
    #[inline]
    pub(super) fn take(&self, seen: ClaimSnapshot) -> bool {
        self.take_as(HELD, seen)
    }

    /// Makes the caller the awaiter, as [`take`](Self::take), who is about to begin the next version.
    #[inline]
    pub(super) fn take_to_begin(&self, seen: ClaimSnapshot) -> bool {
        self.take_as(BEGINNING, seen)
    }

    /// Whether nobody has been the awaiter since this was seen: so that whatever was seen after it is of that time.
    #[inline]
    pub(super) fn is_still(&self, seen: ClaimSnapshot) -> bool {
        // ORDERING: Relaxed: nothing is read by it. An exchange finds what the side is now, where a load may find what it was.
        self.0.compare_exchange(seen.0, seen.0, Relaxed, Relaxed).is_ok()
    }

    #[inline]
    fn take_as(&self, holder: Count, seen: ClaimSnapshot) -> bool {
        debug_assert!(seen.is_free(), "it is somebody's");
        // ORDERING: Acquire takes what the last awaiter did from the Release in `give`: once more, as the count may have
        // come round where it is narrow. There is nothing to hand over, and a refusal reads nothing but this.
        self.0.compare_exchange(seen.0, seen.0 | holder, Acquire, Relaxed).is_ok()
    }

    /// The caller, who has begun the next version, remains its awaiter.
    #[inline]
    pub(super) fn keep(&self) {
        // ORDERING: Relaxed, here and below: nobody else changes a side that is taken, and there is nothing to hand over.
        let taken = self.0.load(Relaxed);
        self.0.store((taken & !HOLDER) | HELD, Relaxed);
    }

    /// Nobody is the awaiter any more; called by who was.
    #[inline]
    pub(super) fn release(&self) {
        // ORDERING: Relaxed: nobody else changes a side that is taken.
        let taken = self.0.load(Relaxed);
        // ORDERING: Release hands what the awaiter did to the Acquire in `look` and `take_as`.
        self.0.store((taken | HOLDER).wrapping_add(1), Release);
    }

    /// Makes the caller, who has the source alone, the awaiter.
    #[inline]
    pub(super) fn seize(&mut self) {
        // ORDERING: Relaxed: nobody else has the source, or has seen a side that is to be taken.
        self.0.store(HELD, Relaxed);
    }
}

/// The version, and whether it has its completer.
pub(super) struct Version(AtomicCount);

impl Version {
    const_fn! {
        #[inline]
        pub(super) fn new() -> Self {
            Self(AtomicCount::new(0))
        }
    }

    /// The version that was begun last; one that is just being begun can't be completed yet.
    #[inline]
    pub(super) fn token(&self) -> Token {
        // ORDERING: Relaxed, a number: whoever is given it looks again.
        let seen = self.0.load(Relaxed);
        token_of(seen.wrapping_sub((seen & RESETTING) * (ONE_VERSION / RESETTING)))
    }

    /// The version, and whether the slots are still those of the one before.
    #[inline]
    pub(super) fn look(&self) -> (Token, bool) {
        // ORDERING: Acquire takes the slots, as the reset has left them, from the Release in `advance`.
        let seen = self.0.load(Acquire);
        (token_of(seen), seen & RESETTING != 0)
    }

    /// Makes the caller the completer of this version, or of whatever version it is.
    #[inline]
    pub(super) fn claim(&self, token: Option<Token>, source: &'static str) -> Result<(), Refusal> {
        // ORDERING: Relaxed: what is seen counts only if the exchange finds it again; a refusal reads nothing but this.
        let mut seen = self.0.load(Relaxed);
        loop {
            if let Some(token) = token {
                token.check(source, token_of(seen)).map_err(Refusal::Stale)?;
            }
            if seen & CLAIMED != 0 {
                return Err(Refusal::Completed);
            }
            // ORDERING: Acquire takes the slots from the Release in `advance`. There is nothing to hand over.
            match self.0.compare_exchange(seen, seen | CLAIMED, Acquire, Relaxed) {
                Ok(_) => return Ok(()),
                Err(now) => seen = now,
            }
        }
    }

    /// Leaves this version without a completer again; called by who was.
    #[inline]
    pub(super) fn unclaim(&self) {
        // ORDERING: Relaxed: nobody else changes a version that is claimed.
        let claimed = self.0.load(Relaxed);
        // ORDERING: Relaxed: it has used no slot, and the source is lent to its task until both are gone.
        self.0.store(claimed & !CLAIMED, Relaxed);
    }

    /// Begins the next version, whose completer is the caller, who has the source alone.
    #[inline]
    pub(super) fn seize(&mut self) -> Token {
        // ORDERING: Relaxed, here and below: nobody else has the source.
        let next = (self.0.load(Relaxed) | CLAIMED).wrapping_add(ONE_VERSION);
        self.0.store(next, Relaxed);
        token_of(next)
    }

    /// Begins the next version; called by who is both sides of this one. `reset` empties the slots.
    #[inline]
    pub(super) fn advance<R>(&self, reset: impl FnOnce() -> R) -> (Token, R) {
        // ORDERING: Relaxed: nobody changes a version that is claimed.
        let next = (self.0.load(Relaxed) & !CLAIMED).wrapping_add(ONE_VERSION);
        // ORDERING: Relaxed: whoever sees the slots reset sees this, by the Release in `Word::reset`.
        self.0.store(next | CLAIMED | RESETTING, Relaxed);
        let was = reset();
        // ORDERING: Release hands the slots, as the reset has left them, to the Acquire in `claim` and `look`.
        self.0.store(next, Release);
        (token_of(next), was)
    }
}

#[allow(clippy::unnecessary_cast, reason = "a count is narrower where there are no wider atomics")]
#[inline]
const fn token_of(word: Count) -> Token {
    Token::new((word / ONE_VERSION) as u64)
}

#[cfg(all(test, not(valuetask_loom)))]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_has_atomic = "64")]
    #[cfg_attr(miri, ignore = "long")]
    fn a_version_of_65536_resets_later_is_another_one() {
        let version = Version::new();
        let first = version.token();
        let later: Vec<_> = (0..3 * 65_536).map(|_| version.advance(|| ()).0).collect();
        assert!(!later.contains(&first));
        assert_eq!(version.token(), Token::new(3 * 65_536));
    }

    #[test]
    fn while_it_is_reset_a_version_says_so_and_has_its_completer() {
        let version = Version::new();
        version.advance(|| {
            assert_eq!((version.look(), version.token()), ((Token::new(1), true), Token::new(0)));
            assert_eq!(version.claim(None, "it"), Err(Refusal::Completed));
        });
        assert_eq!((version.look(), version.token()), ((Token::new(1), false), Token::new(1)));
    }

    #[test]
    fn a_side_is_taken_as_it_was_seen() {
        let awaiter = AwaiterClaim::new();
        let seen = awaiter.look();
        assert!(seen.is_free() && awaiter.take(seen));
        assert!(!awaiter.look().is_free() && !awaiter.look().is_beginning());
        awaiter.release();
        assert!(!awaiter.take(seen), "somebody had it since");
        assert!(awaiter.take_to_begin(awaiter.look()));
        assert!(awaiter.look().is_beginning() && !awaiter.look().is_free());
        awaiter.keep();
        assert!(!awaiter.look().is_beginning() && !awaiter.look().is_free());
        awaiter.release();
        assert!(awaiter.look().is_free());
    }

    #[test]
    fn a_claim_belongs_to_one_version() {
        let version = Version::new();
        assert_eq!(version.claim(Some(version.token()), "it"), Ok(()));
        assert_eq!(version.claim(None, "it"), Err(Refusal::Completed));
        assert_eq!(version.advance(|| ()).0, Token::new(1));
        assert!(matches!(version.claim(Some(Token::new(0)), "it"), Err(Refusal::Stale(_))));
        assert_eq!(version.claim(Some(Token::new(1)), "it"), Ok(()));
    }
}
