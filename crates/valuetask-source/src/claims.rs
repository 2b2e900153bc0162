//! The two claims on a reusable source: one awaiter and one completer for each version.
//!
//! | claim     | is taken by                          | is released by                                               |
//! |-----------|--------------------------------------|--------------------------------------------------------------|
//! | awaiter   | one exchange of its word             | a store, when the task is done or dropped or the call ends   |
//! | completer | one exchange of the version's word   | the next version, which needs both claims; or a store, if    |
//! |           |                                      | the completer is dropped without a value                     |
//!
//! ```text
//! ┌──────────────────────────────────────────┬───┬───┐
//! │              release count               │ B │ H │   H: held by a task, or by a poll by token
//! └──────────────────────────────────────────┴───┴───┘   B: held by a call that is about to begin the next version
//! ┌──────────────────────────────────────────┬───┬───┐
//! │                  version                 │ R │ C │   C: the completer of this version is claimed
//! └──────────────────────────────────────────┴───┴───┘   R: the slots still belong to the version before
//! ```
//!
//! To claim the awaiter, a call reads that word, then checks for a refusal (the version, a registered waker, a taken
//! value), and exchanges the word from the value it has read. Only the awaiter begins a version, registers a waker or
//! takes a value, so the checks still hold if the exchange succeeds. A refused call never holds the claim, so no other
//! call is refused because of it. A refusal because of a taken value is confirmed by an exchange of the word for itself.
//! (A narrow count may wrap in between. So each taker checks again before it takes a value.)
#![forbid(unsafe_code)]

use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use super::{Refusal, Token};
use crate::sync::{AtomicCount, Count, between, const_fn};

/// Held by a task, or by a poll by token.
const HELD: Count = 1;
/// Held by a call that is about to begin the next version.
const BEGINNING: Count = 1 << 1;
/// The bits of a held claim. The release count fills the bits above them.
const HOLDER: Count = HELD | BEGINNING;

/// Set once the completer of this version is claimed.
const CLAIMED: Count = 1;
/// Set while the slots still belong to the version before.
///
/// The call that resets them holds the completer's claim.
const RESETTING: Count = 1 << 1;
/// One version. The versions fill this bit and all above it.
const ONE_VERSION: Count = 1 << 2;

/// The claim of the awaiter.
pub(super) struct AwaiterClaim(AtomicCount);

/// One value of the [`AwaiterClaim`].
#[derive(Clone, Copy)]
pub(super) struct ClaimSnapshot(Count);

impl ClaimSnapshot {
    /// Returns `true` if the awaiter isn't claimed.
    #[inline]
    pub(super) const fn is_free(self) -> bool {
        self.0 & HOLDER == 0
    }

    /// Returns `true` if a call holds the claim to begin the next version.
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
        // ORDERING: Acquire takes the version, and the waker of the last awaiter, from the Release in `release`.
        let seen = self.0.load(Acquire);
        between();
        ClaimSnapshot(seen)
    }

    /// Claims the awaiter if the claim hasn't changed hands since `seen`.
    #[inline]
    pub(super) fn take(&self, seen: ClaimSnapshot) -> bool {
        self.take_as(HELD, seen)
    }

    /// Claims the awaiter, as [`take`](Self::take), to begin the next version.
    #[inline]
    pub(super) fn take_to_begin(&self, seen: ClaimSnapshot) -> bool {
        self.take_as(BEGINNING, seen)
    }

    /// Returns `true` if the claim hasn't changed hands since `seen`.
    ///
    /// Then all reads since `seen` are of one version.
    #[inline]
    pub(super) fn is_still(&self, seen: ClaimSnapshot) -> bool {
        // ORDERING: Relaxed: no other memory is read by it. An exchange finds the newest value, a load may find an older one.
        self.0.compare_exchange(seen.0, seen.0, Relaxed, Relaxed).is_ok()
    }

    #[inline]
    fn take_as(&self, holder: Count, seen: ClaimSnapshot) -> bool {
        debug_assert!(seen.is_free(), "the awaiter is claimed already");
        // ORDERING: Acquire takes the last awaiter's writes from the Release in `release`: again, as a narrow count may have
        // wrapped since. There is nothing to hand over, and a refusal reads nothing but this.
        self.0.compare_exchange(seen.0, seen.0 | holder, Acquire, Relaxed).is_ok()
    }

    /// Keeps the claim for the version that the caller has begun.
    #[inline]
    pub(super) fn keep(&self) {
        // ORDERING: Relaxed, here and below: only its holder changes a held claim, and there is nothing to hand over.
        let taken = self.0.load(Relaxed);
        self.0.store((taken & !HOLDER) | HELD, Relaxed);
    }

    /// Releases the claim. The caller holds it.
    #[inline]
    pub(super) fn release(&self) {
        // ORDERING: Relaxed: only its holder changes a held claim.
        let taken = self.0.load(Relaxed);
        // ORDERING: Release hands the awaiter's writes to the Acquire in `look` and `take_as`.
        self.0.store((taken | HOLDER).wrapping_add(1), Release);
    }

    /// Claims the awaiter with exclusive access.
    #[inline]
    pub(super) fn seize(&mut self) {
        // ORDERING: Relaxed: the access is exclusive, so no call is about to take the claim.
        self.0.store(HELD, Relaxed);
    }
}

/// The version, and the claim of its completer.
pub(super) struct Version(AtomicCount);

impl Version {
    const_fn! {
        #[inline]
        pub(super) fn new() -> Self {
            Self(AtomicCount::new(0))
        }
    }

    /// Returns the version that was begun last. A version whose reset isn't over doesn't count.
    #[inline]
    pub(super) fn token(&self) -> Token {
        // ORDERING: Relaxed: a number, which each call that it is passed to checks again.
        let seen = self.0.load(Relaxed);
        token_of(seen.wrapping_sub((seen & RESETTING) * (ONE_VERSION / RESETTING)))
    }

    /// Returns the version, and `true` if the slots still belong to the one before.
    #[inline]
    pub(super) fn look(&self) -> (Token, bool) {
        // ORDERING: Acquire takes the reset slots from the Release in `advance`.
        let seen = self.0.load(Acquire);
        (token_of(seen), seen & RESETTING != 0)
    }

    /// Claims the completer of this token's version, or of the current one.
    #[inline]
    pub(super) fn claim(&self, token: Option<Token>, source: &'static str) -> Result<(), Refusal> {
        // ORDERING: Relaxed: the exchange below confirms this value; a refusal reads nothing but this.
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

    /// Releases the claim of the completer. The caller holds it.
    #[inline]
    pub(super) fn unclaim(&self) {
        // ORDERING: Relaxed: only its holder changes a claimed version.
        let claimed = self.0.load(Relaxed);
        // ORDERING: Relaxed: the completer has used no slot.
        self.0.store(claimed & !CLAIMED, Relaxed);
    }

    /// Begins the next version and claims its completer, with exclusive access.
    #[inline]
    pub(super) fn seize(&mut self) -> Token {
        // ORDERING: Relaxed, here and below: the access is exclusive.
        let next = (self.0.load(Relaxed) | CLAIMED).wrapping_add(ONE_VERSION);
        self.0.store(next, Relaxed);
        token_of(next)
    }

    /// Begins the next version. The caller holds both claims, and `reset` empties the slots.
    #[inline]
    pub(super) fn advance<R>(&self, reset: impl FnOnce() -> R) -> (Token, R) {
        // ORDERING: Relaxed: only the claims' holder changes the version.
        let next = (self.0.load(Relaxed) & !CLAIMED).wrapping_add(ONE_VERSION);
        // ORDERING: Relaxed: a thread that sees the slots reset sees this, too, by the Release in `Word::reset`.
        self.0.store(next | CLAIMED | RESETTING, Relaxed);
        let was = reset();
        // ORDERING: Release hands the reset slots to the Acquire in `claim` and `look`.
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
    fn a_version_is_resetting_and_claimed_during_its_reset() {
        let version = Version::new();
        version.advance(|| {
            assert_eq!((version.look(), version.token()), ((Token::new(1), true), Token::new(0)));
            assert_eq!(version.claim(None, "it"), Err(Refusal::Completed));
        });
        assert_eq!((version.look(), version.token()), ((Token::new(1), false), Token::new(1)));
    }

    #[test]
    fn a_claim_is_only_taken_from_the_value_that_was_read() {
        let awaiter = AwaiterClaim::new();
        let seen = awaiter.look();
        assert!(seen.is_free() && awaiter.take(seen));
        assert!(!awaiter.look().is_free() && !awaiter.look().is_beginning());
        awaiter.release();
        assert!(!awaiter.take(seen), "the claim was held since");
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
