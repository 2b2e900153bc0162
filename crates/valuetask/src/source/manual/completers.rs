//! The completer's side of a [`ManualResetSource`]: who has claimed a version, and publishes once.

use core::fmt;
use core::marker::PhantomData;
use core::mem;
use core::ptr::NonNull;

use super::ManualResetSource;
use crate::source::cell::{Cell, wake};
use crate::source::word::Outcome;
use crate::source::{Refused, Token};

/// The completer of one operation of a [`ManualResetSource`], from [`begin`](ManualResetSource::begin).
///
/// Dropped without a value it leaves the operation pending.
#[must_use = "an operation without its completion stays pending"]
pub struct SourceCompleter<'a, T> {
    /// Invariant: we have claimed its version.
    source: &'a ManualResetSource<T>,
}

impl<'a, T> SourceCompleter<'a, T> {
    /// The version has just been claimed for this.
    #[inline]
    pub(super) fn new(source: &'a ManualResetSource<T>) -> Self {
        Self { source }
    }

    /// Completes the operation, and wakes its awaiter, as [`ManualResetSource::complete`] does.
    #[inline]
    pub fn complete(self, value: T) {
        self.settle::<false>(value, Outcome::Succeeded);
    }

    /// The token of the operation.
    #[must_use]
    #[inline]
    pub fn token(&self) -> Token {
        self.source.token()
    }

    #[inline]
    pub(super) fn settle<const LOCAL: bool>(self, value: T, outcome: Outcome) {
        let cell = &self.source.cell;
        // SAFETY: we are the completer, and publish below.
        unsafe { cell.put(value) };
        // SAFETY: the same, once: `self` is forgotten.
        let published = unsafe { Cell::publish::<LOCAL>(NonNull::from(cell), outcome) };
        mem::forget(self);
        debug_assert!(published.is_ok(), "the awaiter of a source doesn't leave");
        wake(published.ok().flatten());
    }
}

impl<V, E> SourceCompleter<'_, Result<V, E>> {
    /// Completes the operation with an error, as [`ManualResetSource::fail`] does.
    pub fn fail(self, error: E) {
        self.settle::<false>(Err(error), Outcome::Faulted);
    }

    /// Completes the operation with the error that says that it was canceled, as [`ManualResetSource::cancel`] does.
    pub fn cancel(self, error: E) {
        self.settle::<false>(Err(error), Outcome::Canceled);
    }
}

impl<T> fmt::Debug for SourceCompleter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SourceCompleter").field(&self.source.token().version()).finish()
    }
}

impl<T> Drop for SourceCompleter<'_, T> {
    fn drop(&mut self) {
        self.source.version.unclaim();
    }
}

/// The completer of one operation of a [`ManualResetSource`] whose awaiter is on the same thread, from
/// [`begin_local`](ManualResetSource::begin_local).
///
/// Dropped without a value it leaves the operation pending.
#[must_use = "an operation without its completion stays pending"]
pub struct LocalCompleter<'a, T> {
    completer: SourceCompleter<'a, T>,
    /// Stays on its thread.
    marker: PhantomData<*const ()>,
}

impl<'a, T> LocalCompleter<'a, T> {
    /// The version has just been claimed for this, by who has the source alone.
    #[inline]
    pub(super) fn new(source: &'a ManualResetSource<T>) -> Self {
        Self { completer: SourceCompleter::new(source), marker: PhantomData }
    }

    /// Completes the operation, and wakes its awaiter, as [`ManualResetSource::complete`] does.
    #[inline]
    pub fn complete(self, value: T) {
        self.completer.settle::<true>(value, Outcome::Succeeded);
    }

    /// The token of the operation.
    #[must_use]
    pub fn token(&self) -> Token {
        self.completer.token()
    }
}

impl<V, E> LocalCompleter<'_, Result<V, E>> {
    /// Completes the operation with an error, as [`ManualResetSource::fail`] does.
    pub fn fail(self, error: E) {
        self.completer.settle::<true>(Err(error), Outcome::Faulted);
    }

    /// Completes the operation with the error that says that it was canceled, as [`ManualResetSource::cancel`] does.
    pub fn cancel(self, error: E) {
        self.completer.settle::<true>(Err(error), Outcome::Canceled);
    }
}

impl<T> fmt::Debug for LocalCompleter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LocalCompleter").field(&self.token().version()).finish()
    }
}

impl<V: Send, E: Send> ManualResetSource<Result<V, E>> {
    /// Completes the current operation with an error, and its status is [`Faulted`](crate::source::SourceStatus::Faulted).
    ///
    /// # Errors
    ///
    /// As [`complete`](Self::complete), with the error.
    pub fn fail(&self, error: E) -> Result<(), Refused<E>> {
        self.settle_error(None, error, Outcome::Faulted)
    }

    /// Completes the operation of this token with an error, and its status is [`Faulted`](crate::source::SourceStatus::Faulted).
    ///
    /// # Errors
    ///
    /// As [`complete_for`](Self::complete_for), with the error.
    pub fn fail_for(&self, token: Token, error: E) -> Result<(), Refused<E>> {
        self.settle_error(Some(token), error, Outcome::Faulted)
    }

    /// Completes the current operation with the error that says so, and its status is [`Canceled`](crate::source::SourceStatus::Canceled).
    ///
    /// # Errors
    ///
    /// As [`complete`](Self::complete), with the error.
    pub fn cancel(&self, error: E) -> Result<(), Refused<E>> {
        self.settle_error(None, error, Outcome::Canceled)
    }

    /// Completes the operation of this token with the error that says so, and its status is [`Canceled`](crate::source::SourceStatus::Canceled).
    ///
    /// # Errors
    ///
    /// As [`complete_for`](Self::complete_for), with the error.
    pub fn cancel_for(&self, token: Token, error: E) -> Result<(), Refused<E>> {
        self.settle_error(Some(token), error, Outcome::Canceled)
    }

    fn settle_error(&self, token: Option<Token>, error: E, outcome: Outcome) -> Result<(), Refused<E>> {
        match self.completing(token) {
            Ok(completer) => {
                completer.settle::<false>(Err(error), outcome);
                Ok(())
            }
            Err(reason) => Err(Refused::new(reason, error)),
        }
    }
}
