//! The claim on the awaiter of a [`ManualResetSource`]: for a task, for the next operation, and by token.
#![forbid(unsafe_code)]

use super::ManualResetSource;
use super::awaiter::SourceAwaiter;
use crate::{Refusal, Token};

impl<T> ManualResetSource<T> {
    /// Claims the awaiter of the current operation, or to begin the next one with `BEGINS`.
    ///
    /// Without `BEGINS`, a taken value refuses the claim.
    #[inline]
    pub(super) fn claim_awaiter<const BEGINS: bool>(&self) -> Result<SourceAwaiter<'_, T>, Refusal> {
        loop {
            let claim = self.current.awaiter.look();
            let seen = self.current.cell.snapshot();
            if !claim.is_free() || seen.is_waited_for() {
                return Err(Refusal::Awaited);
            }
            if !BEGINS && seen.is_taken() {
                if self.current.awaiter.is_still(claim) {
                    return Err(Refusal::Taken);
                }
                continue;
            }
            let is_ours =
                if BEGINS { self.current.awaiter.take_to_begin(claim) } else { self.current.awaiter.take(claim) };
            if is_ours {
                return Ok(SourceAwaiter::new(&self.current));
            }
        }
    }

    /// Claims the awaiter of the token's operation.
    ///
    /// Returns `None` during a reset that isn't decided yet.
    pub(crate) fn claim_awaiter_for(&self, token: Token) -> Result<Option<SourceAwaiter<'_, T>>, Refusal> {
        loop {
            let claim = self.current.awaiter.look();
            token.check(Self::name(), self.current.version.look().0).map_err(Refusal::Stale)?;
            if claim.is_beginning() {
                return Ok(None);
            }
            if !claim.is_free() {
                return Err(Refusal::Awaited);
            }
            if self.is_taken() {
                // The value was this operation's, unless the claim has changed hands since.
                if self.current.awaiter.is_still(claim) {
                    return Err(Refusal::Taken);
                }
            } else if self.current.awaiter.take(claim) {
                return Ok(Some(SourceAwaiter::new(&self.current)));
            }
        }
    }

    /// Drops the registered waker of the token's operation, unless the claim is held.
    pub(crate) fn abandon_for(&self, token: Token) {
        loop {
            let claim = self.current.awaiter.look();
            if token != self.token() || !claim.is_free() || !self.current.cell.snapshot().is_waited_for() {
                return;
            }
            if self.current.awaiter.take(claim) {
                // Drops the waker.
                return drop(SourceAwaiter::<T, false>::new(&self.current));
            }
        }
    }
}
