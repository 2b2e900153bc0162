//! [`ManualResetSource`]: one operation after another, each with a completer and an awaiter, in one place.
//!
//! Who is which side of its [`Cell`] is settled here, and in [`alone`] where nobody else has the source; what each side
//! does then is in [`awaiting`] and [`completers`].

mod awaiter;
mod completers;
mod exclusive;

use core::any::type_name;
use core::fmt;

use awaiter::SourceAwaiter;
pub use completers::{LocalCompleter, SourceCompleter};

use super::cell::Cell;
use super::claims::{AwaiterClaim, Version};
use super::word::Outcome;
use super::{Refusal, Refused, SourceStatus, StaleToken, Token};
use crate::ValueTask;
use crate::sync::const_fn;
use crate::value_task::Header;

/// A completion that is used again and again: a task for whoever waits, and a value from whoever has it.
///
/// For an operation that comes to its end elsewhere (a driver's thread, an interrupt, a callback), by an object that
/// carries one out at a time. A [task](Self::task) stands on the source itself, so it takes no memory of the pool.
///
/// An operation has one awaiter and one completion. It ends with a [`reset`](Self::reset), which begins the next; the
/// source's [version](Token) counts them. Whoever may come late, and so find the next operation where its own was,
/// completes [by token](Self::complete_for).
///
/// Neither side ever waits for the other, but that who polls by token in the middle of a reset is to ask again. Whoever
/// has completed an operation touches nothing of the source any more: the awaiter may take the value, reset, and begin
/// the next operation before `complete` has returned.
///
/// # Allocation
///
/// None.
///
/// # Examples
///
/// ```
/// use std::thread;
/// use valuetask::ManualResetSource;
///
/// static BUTTON: ManualResetSource<u32> = ManualResetSource::new();
///
/// for pressed in 1..=3 {
///     let press = BUTTON.next_task();
///     let finger = thread::spawn(move || BUTTON.complete(pressed).expect("pressed once"));
///     assert_eq!(pollster::block_on(press), pressed);
///     finger.join().unwrap();
/// }
/// ```
#[repr(C)]
pub struct ManualResetSource<T> {
    /// The machine of a task that stands on this. First, as whoever has the machine looks for its header there.
    header: Header<T>,
    /// That of a task whose completer is on the same thread.
    local_header: Header<T>,
    awaiter: AwaiterClaim,
    version: Version,
    /// Invariant: its awaiter is whoever has taken `awaiter`, its completer whoever has claimed the `version`.
    cell: Cell<T>,
}

impl<T> ManualResetSource<T> {
    const_fn! {
        /// A source at version 0, whose first operation is pending.
        #[must_use]
        pub fn new() -> Self {
            Self {
                header: Header::of::<SourceAwaiter<'_, T, false>>(),
                local_header: Header::of::<SourceAwaiter<'_, T, true>>(),
                awaiter: AwaiterClaim::new(),
                version: Version::new(),
                cell: Cell::new(),
            }
        }
    }

    /// The token of the current operation.
    #[must_use]
    #[inline]
    pub fn token(&self) -> Token {
        self.version.token()
    }

    /// Whether the current operation is completed.
    #[must_use]
    pub fn is_completed(&self) -> bool {
        self.cell.snapshot().is_ready()
    }

    /// Whether the value of the current operation was taken.
    pub(super) fn is_taken(&self) -> bool {
        self.cell.snapshot().is_taken()
    }

    /// How the current operation stands.
    fn current_status(&self) -> SourceStatus {
        let seen = self.cell.snapshot();
        match seen.outcome() {
            _ if !seen.is_ready() => SourceStatus::Pending,
            Outcome::Faulted => SourceStatus::Faulted,
            Outcome::Canceled => SourceStatus::Canceled,
            Outcome::Succeeded | Outcome::Abandoned => SourceStatus::Succeeded,
        }
    }

    /// How the operation of this token stands.
    pub(super) fn status_of(&self, token: Token) -> Result<SourceStatus, StaleToken> {
        let (current, is_resetting) = self.version.look();
        token.check(Self::name(), current)?;
        if is_resetting {
            return Ok(SourceStatus::Pending);
        }
        let status = self.current_status();
        // Once more: it may have been the status of the next operation.
        token.check(Self::name(), self.version.look().0)?;
        Ok(status)
    }

    pub(super) fn name() -> &'static str {
        type_name::<Self>()
    }

    #[inline]
    fn completing(&self, token: Option<Token>) -> Result<SourceCompleter<'_, T>, Refusal> {
        self.version.claim(token, Self::name())?;
        Ok(SourceCompleter::new(self))
    }

    #[inline]
    fn settle(&self, token: Option<Token>, value: T, outcome: Outcome) -> Result<(), Refused<T>> {
        match self.completing(token) {
            Ok(completer) => {
                completer.settle::<false>(value, outcome);
                Ok(())
            }
            Err(reason) => Err(Refused::new(reason, value)),
        }
    }
}

impl<T: Send> ManualResetSource<T> {
    /// The task of the current operation: [`checked_task`](Self::checked_task) where a refusal is a bug.
    ///
    /// # Panics
    ///
    /// If somebody awaits the operation already, or its value was taken.
    #[track_caller]
    #[inline]
    pub fn task(&self) -> ValueTask<'_, T> {
        self.checked_task().unwrap_or_else(|refused| refuse("task", Self::name(), refused.reason()))
    }

    /// The task of the current operation, which is the operation's awaiter until it is done or dropped. It is ready if
    /// the operation is completed.
    ///
    /// # Errors
    ///
    /// [`Refusal::Awaited`] while somebody else is the awaiter, [`Refusal::Taken`] once the value was taken.
    ///
    /// # Cancel safety
    ///
    /// Dropping the task before it is ready loses nothing: the operation goes on, and its value waits for the next
    /// task. The completer isn't told. A task that is leaked remains the awaiter, until the source is had alone: see
    /// [`begin`](Self::begin).
    ///
    /// # Allocation
    ///
    /// None.
    ///
    /// # Synchronization
    ///
    /// What happens before the completion happens before the task is ready.
    #[inline]
    pub fn checked_task(&self) -> Result<ValueTask<'_, T>, Refused> {
        let awaiter = self.claim_awaiter::<false>().map_err(refused)?;
        let seen = self.cell.snapshot();
        // Seen before by `awaiting`, unless the count of the side has come round since.
        if seen.is_taken() {
            return Err(refused(Refusal::Taken));
        }
        if seen.is_ready() {
            // SAFETY: `awaiting` is the awaiter, and the value is there and not taken.
            return Ok(ValueTask::ready(unsafe { self.cell.take() }));
        }
        Ok(ValueTask::from_operation(awaiter))
    }

    /// Begins the next operation, and is its task: [`checked_next_task`](Self::checked_next_task) where a refusal is a bug.
    ///
    /// # Panics
    ///
    /// As [`reset`](Self::reset).
    #[track_caller]
    #[inline]
    pub fn next_task(&self) -> ValueTask<'_, T> {
        self.checked_next_task().unwrap_or_else(|refused| refuse("next task", Self::name(), refused.reason()))
    }

    /// Begins the next operation, as [`checked_reset`](Self::checked_reset), and is its task, as [`checked_task`](Self::checked_task).
    ///
    /// # Errors
    ///
    /// As [`checked_reset`](Self::checked_reset).
    ///
    /// # Allocation
    ///
    /// None.
    #[inline]
    pub fn checked_next_task(&self) -> Result<ValueTask<'_, T>, Refused> {
        let awaiter = self.claim_awaiter::<true>().map_err(refused)?;
        match self.reset_by(&awaiter) {
            Ok((_, value)) => {
                self.awaiter.keep();
                drop(value);
                Ok(ValueTask::from_operation(awaiter))
            }
            Err(reason) => awaiter.release_with(Err(refused(reason))),
        }
    }

    /// Completes the current operation, and wakes its awaiter.
    ///
    /// The waker runs within this call, and what it does then is its executor's business: one that schedules returns at
    /// once. A waker that panics is reported by the panic hook, and no more: the operation is completed. (Without std
    /// the panic goes on.)
    ///
    /// # Errors
    ///
    /// [`Refusal::Completed`], with the value, if the operation is completed already, just being completed, or just being
    /// ended by a reset.
    ///
    /// # Allocation
    ///
    /// None.
    #[inline]
    pub fn complete(&self, value: T) -> Result<(), Refused<T>> {
        self.settle(None, value, Outcome::Succeeded)
    }

    /// Completes the operation of this token.
    ///
    /// # Errors
    ///
    /// As [`complete`](Self::complete); and [`Refusal::Stale`], with the value, if the current operation is another
    /// one.
    #[inline]
    pub fn complete_for(&self, token: Token, value: T) -> Result<(), Refused<T>> {
        self.settle(Some(token), value, Outcome::Succeeded)
    }

    /// Begins the next operation: [`checked_reset`](Self::checked_reset) where a refusal is a bug.
    ///
    /// # Panics
    ///
    /// If somebody awaits the current operation, or is just completing it.
    #[track_caller]
    #[inline]
    pub fn reset(&self) -> Token {
        self.checked_reset().unwrap_or_else(|refused| refuse("reset", Self::name(), refused.reason()))
    }

    /// Begins the next operation, and drops the value of the last one if nobody has taken it.
    ///
    /// # Errors
    ///
    /// [`Refusal::Awaited`] while somebody awaits the current operation, [`Refusal::Completed`] while somebody is just
    /// completing it.
    ///
    /// # Allocation
    ///
    /// None.
    #[inline]
    pub fn checked_reset(&self) -> Result<Token, Refused> {
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

    /// What [`checked_reset`](Self::checked_reset) does; the value is to be dropped.
    #[inline]
    fn reset_by(&self, _: &SourceAwaiter<'_, T>) -> Result<(Token, Option<T>), Refusal> {
        // What has been published needs no completer any more; what hasn't gets us, or waits for who has begun.
        if !self.cell.snapshot().is_ready()
            && let Err(reason) = self.version.claim(None, Self::name())
            && !self.cell.snapshot().is_ready()
        {
            return Err(reason);
        }
        // SAFETY: the caller is the awaiter; it is published, or the claim was ours.
        let (token, (value, waker)) = self.version.advance(|| unsafe { self.cell.reset() });
        debug_assert!(waker.is_none(), "reset under a waker");
        Ok((token, value))
    }
}

impl<T> Default for ManualResetSource<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// Says where the current operation stands; doesn't show its value.
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
        // SAFETY: nobody else has the source, so both sides are ours, and no completer is left.
        drop(unsafe { self.cell.reset() });
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn refused(reason: Refusal) -> Refused {
    Refused::new(reason, ())
}

#[cold]
#[inline(never)]
#[track_caller]
fn refuse(what: &str, source: &str, reason: Refusal) -> ! {
    panic!("{source} refuses a {what}: {reason}")
}
