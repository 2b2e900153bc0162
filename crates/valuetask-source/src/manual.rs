//! [`ManualResetSource`]: one operation after another, each with a completer and an awaiter.
//!
//! The claims on its [`current`] operation are taken here, in [`claiming`], and in [`exclusive`] for a source that isn't
//! shared. The code of each side is in [`awaiter`] and [`completers`].

mod awaiter;
mod claiming;
mod completers;
mod current;
mod exclusive;

use core::any::type_name;
use core::fmt;

use awaiter::SourceAwaiter;
pub use completers::{LocalCompleter, SourceCompleter};
use current::Current;

use super::word::Outcome;
use super::{Refusal, Refused, SourceStatus, StaleToken, Token};
use crate::sync::const_fn;
use valuetask::__runtime::{Header, from_owner};
use valuetask::ValueTask;

/// A reusable completion: one operation at a time, with a task for its awaiter.
///
/// Use it in an object that carries out one operation at a time, which other code completes: a driver's thread, an
/// interrupt, a callback. A [task](Self::task) borrows the source, so it takes no memory.
///
/// An operation is one wait for one value: it has one awaiter and one completion. A [`reset`](Self::reset) ends it and
/// begins the next one. The source's [version](Token) counts them. A completer that may be late completes
/// [by token](Self::completer_for), so that it doesn't complete the next operation.
///
/// Neither side blocks the other. A [poll by token](crate::ValueTaskSource::poll_result) that races with `reset` returns
/// `Pending` and wakes itself. After a completion the completer no longer touches the source: the awaiter may take the
/// value, reset, and begin the next operation before `complete` returns.
///
/// # Allocation
///
/// None.
///
/// # Examples
///
/// ```
/// use std::thread;
/// use valuetask_source::ManualResetSource;
///
/// static BUTTON: ManualResetSource<u32> = ManualResetSource::new();
///
/// for pressed in 1..=3 {
///     let press = BUTTON.next_task().expect("the last press was awaited");
///     let finger = thread::spawn(move || BUTTON.complete(pressed).expect("pressed once"));
///     assert_eq!(pollster::block_on(press), pressed);
///     finger.join().unwrap();
/// }
/// ```
pub struct ManualResetSource<T> {
    current: Current<T>,
}

impl<T> ManualResetSource<T> {
    const_fn! {
        /// Creates a source at version 0, whose first operation is pending.
        #[must_use]
        pub fn new() -> Self {
            let (header, local_header) =
                (Header::of::<SourceAwaiter<'_, T, false>>(), Header::of::<SourceAwaiter<'_, T, true>>());
            Self { current: Current::new(header, local_header) }
        }
    }

    /// Returns the token of the current operation.
    #[must_use]
    #[inline]
    pub fn token(&self) -> Token {
        self.current.token()
    }

    /// Returns `true` if the current operation is completed.
    #[must_use]
    pub fn is_completed(&self) -> bool {
        self.current.cell.snapshot().is_ready()
    }

    /// Returns `true` if the value of the current operation was taken.
    pub(super) fn is_taken(&self) -> bool {
        self.current.is_taken()
    }

    /// Returns the status of the current operation.
    fn current_status(&self) -> SourceStatus {
        let seen = self.current.cell.snapshot();
        match seen.outcome() {
            _ if !seen.is_ready() => SourceStatus::Pending,
            Outcome::Faulted => SourceStatus::Faulted,
            Outcome::Canceled => SourceStatus::Canceled,
            Outcome::Succeeded | Outcome::Abandoned => SourceStatus::Succeeded,
        }
    }

    /// Returns the status of the token's operation.
    pub(super) fn status_of(&self, token: Token) -> Result<SourceStatus, StaleToken> {
        let (current, is_resetting) = self.current.version.look();
        token.check(Self::name(), current)?;
        if is_resetting {
            return Ok(SourceStatus::Pending);
        }
        let status = self.current_status();
        // Again, as the status may be of the next operation.
        token.check(Self::name(), self.current.version.look().0)?;
        Ok(status)
    }

    pub(super) fn name() -> &'static str {
        type_name::<Self>()
    }

    #[inline]
    fn completing(&self, token: Option<Token>) -> Result<SourceCompleter<'_, T>, Refusal> {
        self.current.version.claim(token, Self::name())?;
        Ok(SourceCompleter::new(&self.current))
    }

    #[inline]
    fn settle(&self, value: T, outcome: Outcome) -> Result<(), Refused<T>> {
        match self.completing(None) {
            Ok(completer) => {
                completer.settle::<false>(value, outcome);
                Ok(())
            }
            Err(reason) => Err(Refused::new(reason, value)),
        }
    }
}

impl<T: Send> ManualResetSource<T> {
    /// Returns the task of the current operation.
    ///
    /// The task is ready if the operation is completed.
    ///
    /// The task is the operation's awaiter until it is done or dropped.
    ///
    /// # Errors
    ///
    /// Returns [`Refusal::Awaited`] while the operation has another awaiter, [`Refusal::Taken`] once the value was taken.
    ///
    /// # Cancel safety
    ///
    /// Dropping the task before it is ready loses nothing: the next task gets the value. The completer doesn't notice. A
    /// leaked task stays the awaiter: call [`begin`](Self::begin) to use the source again.
    ///
    /// # Allocation
    ///
    /// None.
    ///
    /// # Synchronization
    ///
    /// The completion happens before the task is ready.
    #[inline]
    pub fn task(&self) -> Result<ValueTask<'_, T>, Refused> {
        let awaiter = self.claim_awaiter::<false>().map_err(refused)?;
        let seen = self.current.cell.snapshot();
        // `claim_awaiter` has checked this, unless the count of the claim has wrapped since.
        if seen.is_taken() {
            return Err(refused(Refusal::Taken));
        }
        if seen.is_ready() {
            // SAFETY: `awaiter` holds the claim; sources publish only outcomes with a value, and it wasn't taken.
            return Ok(ValueTask::ready(unsafe { self.current.cell.take() }));
        }
        Ok(from_owner(awaiter))
    }

    /// Begins the next operation, and returns its task.
    ///
    /// One call of [`reset`](Self::reset) and [`task`](Self::task), with no other awaiter in
    /// between.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`reset`](Self::reset).
    ///
    /// # Allocation
    ///
    /// None.
    #[inline]
    pub fn next_task(&self) -> Result<ValueTask<'_, T>, Refused> {
        let awaiter = self.claim_awaiter::<true>().map_err(refused)?;
        match self.reset_by(&awaiter) {
            Ok((_, value)) => {
                self.current.awaiter.keep();
                drop(value);
                Ok(from_owner(awaiter))
            }
            Err(reason) => awaiter.release_with(Err(refused(reason))),
        }
    }

    /// Completes the current operation, and wakes its awaiter.
    ///
    /// The waker runs in this call. A panic of the waker is reported by the panic hook and caught: the operation is
    /// completed. Without std the panic propagates.
    ///
    /// # Errors
    ///
    /// Returns [`Refusal::Completed`], with the value, if the operation is completed, is being completed, or is being reset.
    ///
    /// # Allocation
    ///
    /// None.
    #[inline]
    pub fn complete(&self, value: T) -> Result<(), Refused<T>> {
        self.settle(value, Outcome::Succeeded)
    }

    /// Returns the completer of this token's operation, for a completion that may be late.
    ///
    /// # Errors
    ///
    /// Returns [`Refusal::Stale`] if the current operation is another one, [`Refusal::Completed`] if it is completed, is being
    /// completed, or is being reset.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_source::ManualResetSource;
    ///
    /// let source = ManualResetSource::new();
    /// let late = source.token();
    /// source.reset()?;
    /// assert!(source.completer_for(late).is_err());
    /// source.completer_for(source.token())?.complete(7);
    /// assert_eq!(pollster::block_on(source.task()?), 7);
    /// # Ok::<(), valuetask_source::Refused>(())
    /// ```
    #[inline]
    pub fn completer_for(&self, token: Token) -> Result<SourceCompleter<'_, T>, Refused> {
        self.completing(Some(token)).map_err(refused)
    }

    /// Begins the next operation and returns its token. A value that wasn't taken is dropped.
    ///
    /// # Errors
    ///
    /// Returns [`Refusal::Awaited`] while the current operation has an awaiter, [`Refusal::Completed`] while it is being
    /// completed.
    ///
    /// # Allocation
    ///
    /// None.
    #[inline]
    pub fn reset(&self) -> Result<Token, Refused> {
        let awaiter = self.claim_awaiter::<true>().map_err(refused)?;
        match self.reset_by(&awaiter) {
            Ok((token, value)) => {
                drop(awaiter);
                drop(value);
                Ok(token)
            }
            Err(reason) => awaiter.release_with(Err(refused(reason))),
        }
    }

    /// Begins the next operation, and returns the value that the caller has to drop.
    #[inline]
    fn reset_by(&self, _: &SourceAwaiter<'_, T>) -> Result<(Token, Option<T>), Refusal> {
        // A published operation needs no completer. Claim that of a pending one, unless a completer has.
        if !self.current.cell.snapshot().is_ready()
            && let Err(reason) = self.current.version.claim(None, Self::name())
            && !self.current.cell.snapshot().is_ready()
        {
            return Err(reason);
        }
        // SAFETY: the caller is the awaiter, and the operation is published or its completer claimed by this call.
        let (token, (value, waker)) = self.current.version.advance(|| unsafe { self.current.cell.reset() });
        debug_assert!(waker.is_none(), "reset under a waker");
        Ok((token, value))
    }
}

impl<V: Send, E: Send> ManualResetSource<Result<V, E>> {
    /// Completes the current operation with an error.
    ///
    /// Its status is [`Faulted`](crate::SourceStatus::Faulted).
    ///
    /// # Errors
    ///
    /// Returns the errors of [`complete`](Self::complete), with `error`.
    pub fn fail(&self, error: E) -> Result<(), Refused<E>> {
        self.settle_error(error, Outcome::Faulted)
    }

    /// Completes the current operation as canceled, with the error of the cancellation.
    ///
    /// Its status is [`Canceled`](crate::SourceStatus::Canceled).
    ///
    /// # Errors
    ///
    /// Returns the errors of [`complete`](Self::complete), with `error`.
    pub fn cancel(&self, error: E) -> Result<(), Refused<E>> {
        self.settle_error(error, Outcome::Canceled)
    }

    fn settle_error(&self, error: E, outcome: Outcome) -> Result<(), Refused<E>> {
        match self.completing(None) {
            Ok(completer) => {
                completer.settle::<false>(Err(error), outcome);
                Ok(())
            }
            Err(reason) => Err(Refused::new(reason, error)),
        }
    }
}

impl<T> Default for ManualResetSource<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// Shows the status of the current operation, but not its value.
impl<T> fmt::Debug for ManualResetSource<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManualResetSource")
            .field("version", &self.token().version())
            .field("status", &self.current_status())
            .finish_non_exhaustive()
    }
}

impl<T> Drop for ManualResetSource<T> {
    fn drop(&mut self) {
        // SAFETY: `&mut self`: no task and no completer borrows the source.
        drop(unsafe { self.current.cell.reset() });
    }
}

#[cold]
#[inline(never)]
fn refused(reason: Refusal) -> Refused {
    Refused::new(reason, ())
}
