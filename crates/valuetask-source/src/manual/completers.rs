//! The completers of a [`ManualResetSource`](super::ManualResetSource): the holder of a version's claim, which publishes once.

use core::fmt;
use core::marker::PhantomData;
use core::mem;
use core::ptr::NonNull;

use super::current::Current;
use crate::Token;
use crate::cell::{Cell, wake};
use crate::word::Outcome;

/// The completer of one operation of a [`ManualResetSource`](crate::ManualResetSource).
///
/// Created by [`begin`](crate::ManualResetSource::begin) and [`completer_for`](crate::ManualResetSource::completer_for).
///
/// If the completer is dropped without a value, the operation stays pending.
#[must_use = "the operation stays pending unless `complete` is called"]
pub struct SourceCompleter<'a, T> {
    /// Invariant: this holds the claim in its `version`.
    source: &'a Current<T>,
}

impl<'a, T> SourceCompleter<'a, T> {
    /// Creates the completer. The caller has claimed the version for it.
    #[inline]
    pub(super) fn new(source: &'a Current<T>) -> Self {
        Self { source }
    }

    /// Completes the operation, and wakes its awaiter, as [`ManualResetSource::complete`](crate::ManualResetSource::complete) does.
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
        // SAFETY: by the invariant, `self` is the completer, and publishes only below.
        unsafe { cell.put(value) };
        // SAFETY: `self` is the completer, has put a value, and is forgotten: so this is the only publication.
        let published = unsafe { Cell::publish::<LOCAL>(NonNull::from(cell), outcome) };
        mem::forget(self);
        debug_assert!(published.is_ok(), "the awaiter of a source doesn't leave");
        wake(published.ok().flatten());
    }
}

impl<V, E> SourceCompleter<'_, Result<V, E>> {
    /// Completes the operation with an error, as [`ManualResetSource::fail`](crate::ManualResetSource::fail) does.
    pub fn fail(self, error: E) {
        self.settle::<false>(Err(error), Outcome::Faulted);
    }

    /// Completes the operation as canceled, with the error of the cancellation.
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

/// The completer of an operation whose task is on this thread.
///
/// Created by [`begin_local`](crate::ManualResetSource::begin_local). If the completer is dropped without a value, the operation
/// stays pending.
#[must_use = "the operation stays pending unless `complete` is called"]
pub struct LocalCompleter<'a, T> {
    completer: SourceCompleter<'a, T>,
    /// Not `Send`: the completer stays on its thread.
    marker: PhantomData<*const ()>,
}

impl<'a, T> LocalCompleter<'a, T> {
    /// Creates the completer. The caller has claimed the version for it, with exclusive access.
    #[inline]
    pub(super) fn new(source: &'a Current<T>) -> Self {
        Self { completer: SourceCompleter::new(source), marker: PhantomData }
    }

    /// Completes the operation, and wakes its awaiter, as [`ManualResetSource::complete`](crate::ManualResetSource::complete) does.
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
    /// Completes the operation with an error, as [`ManualResetSource::fail`](crate::ManualResetSource::fail) does.
    pub fn fail(self, error: E) {
        self.completer.settle::<true>(Err(error), Outcome::Faulted);
    }

    /// Completes the operation as canceled, with the error of the cancellation.
    pub fn cancel(self, error: E) {
        self.completer.settle::<true>(Err(error), Outcome::Canceled);
    }
}

impl<T> fmt::Debug for LocalCompleter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LocalCompleter").field(&self.token().version()).finish()
    }
}
