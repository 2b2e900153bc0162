//! Cancellation by the ecosystem's own token: [`CancellationToken`], and what is added to it.
//!
//! Work is canceled by asking it: it gets a token, and [checks](CancellationTokenExt::check) it, awaits
//! [`cancelled`](CancellationToken::cancelled), or is dropped when the token is canceled ([`Task::spawn_with`]).
//!
//! # The order of callbacks
//!
//! The token knows no callbacks, only wakers; a [registered](CancellationTokenExt::register) callback is one. So
//! [`CancellationToken::cancel`] itself calls them in the order of their registration, and has no way to tell of a panic.
//! [`try_cancel`](CancellationTokenExt::try_cancel) and [`cancel_on`](CancellationTokenExt::cancel_on) do both: the last
//! registered is called first, and panics come out as an error. A callback that panics never keeps the others from being called.
//!
//! Behind a [child](CancellationToken::child_token) it is another order, whenever the child was made: `cancel` calls what is behind
//! children before the parent's own callbacks, the other two after them. Of one token it's always as above; in which order the children come,
//! tokio-util decides. What is behind a [`LinkedToken`] is called where the link stands among the callbacks.
//!
//! ```
//! use std::sync::mpsc;
//! use valuetask::cancel::{CancellationToken, CancellationTokenExt};
//!
//! let order = |cancel: fn(&CancellationToken)| {
//!     let (called, order) = mpsc::channel();
//!     let note = |name| {
//!         let called = called.clone();
//!         move || called.send(name).expect("it's received below")
//!     };
//!     let parent = CancellationToken::new();
//!     let child = parent.child_token();
//!     let _kept = [parent.register(note("first")), child.register(note("child's")), parent.register(note("last"))];
//!     cancel(&parent);
//!     Vec::from_iter(order.try_iter())
//! };
//! assert_eq!(order(|token| token.cancel()), ["child's", "first", "last"]);
//! assert_eq!(order(|token| token.try_cancel().expect("none panics")), ["last", "first", "child's"]);
//! ```
#![forbid(unsafe_code)]

mod callbacks;
mod linked;
mod registration;
mod with;

use core::time::Duration;

use crate::scheduler::{Ambient, TaskScheduler, is_endless};
use crate::{Task, TaskError, ValueTask};

pub use linked::LinkedToken;
pub use registration::Registration;
pub use tokio_util::sync::CancellationToken;

/// The methods that are added to a [`CancellationToken`].
///
/// # Examples
///
/// ```
/// use valuetask::cancel::{CancellationToken, CancellationTokenExt};
/// use valuetask::TaskError;
///
/// fn count(token: &CancellationToken) -> Result<u32, TaskError> {
///     for n in 0.. {
///         token.check()?;
///         if n == 3 {
///             token.cancel();
///         }
///     }
///     unreachable!()
/// }
///
/// let token = CancellationToken::new();
/// let error = count(&token).unwrap_err();
/// assert!(error.is_canceled());
/// assert_eq!(error.cancellation_token(), Some(&token));
/// ```
pub trait CancellationTokenExt: private::Sealed {
    /// Checks whether to go on: an error if the token is canceled.
    ///
    /// # Errors
    ///
    /// The cancellation error with this token, if it is canceled.
    fn check(&self) -> Result<(), TaskError>;

    /// Cancels the token once this much time has passed: at once if that is none, and never if it is `Duration::MAX`, or more than can be
    /// measured.
    ///
    /// Callbacks are called by spawned work of the [ambient scheduler](crate::scheduler). The token is kept until then. Each call
    /// adds a time, and the first that has passed counts: a later call doesn't put off what an earlier one has set. If the scheduler
    /// doesn't keep time to its end, as a tokio runtime that shuts down before, the token isn't canceled by it.
    ///
    /// # Panics
    ///
    /// If there is [no scheduler](Ambient), or it keeps no time.
    #[track_caller]
    fn cancel_after(&self, duration: Duration) {
        self.cancel_after_on(&Ambient, duration);
    }

    /// Cancels the token once this much time has passed on this scheduler, as [`cancel_after`](Self::cancel_after).
    fn cancel_after_on(&self, scheduler: &(impl TaskScheduler + ?Sized), duration: Duration);

    /// Has this called when the token is canceled, by the thread that cancels it and before its call returns; or in this call, if the
    /// token is canceled already. Then what the closure sees is a token that [is canceled](CancellationToken::is_cancelled).
    ///
    /// Where the token is canceled by code that another token's [`try_cancel`](Self::try_cancel) or [`cancel_on`](Self::cancel_on) has just
    /// woken, it's called together with the callbacks of that one, and so only after the inner `cancel` has returned.
    ///
    /// [In which order](self), the way of canceling decides. Dropping the registration takes the callback out again, unless it was called
    /// or is just being called.
    ///
    /// # Panics
    ///
    /// If the callback does, and the token is canceled already.
    ///
    /// # Allocation
    ///
    /// Three: the callback, what is shared with the token, and the token's own part.
    fn register(&self, callback: impl FnOnce() + Send + 'static) -> Registration;

    /// Cancels the token, and calls all callbacks before it returns, the last registered first; those behind
    /// [children](CancellationToken::child_token) [after its own](self).
    ///
    /// # Errors
    ///
    /// The panics of all callbacks that panicked, in the order in which they were called.
    fn try_cancel(&self) -> Result<(), TaskError>;

    /// Cancels the token before this returns; callbacks are called by the scheduler, in the order of [`try_cancel`](Self::try_cancel).
    ///
    /// The task ends after the last of them; it is faulted with the panics of those that panicked. Without any it is complete. Where the
    /// scheduler drops that work, or panics, they are called there, and their panics are lost.
    fn cancel_on(&self, scheduler: &(impl TaskScheduler + ?Sized)) -> Task;

    /// Makes this a new token, unless it is canceled. Whether it was made one.
    ///
    /// The new token has no parent, no time and no callbacks. All that stays with the old one, of which this was one clone: the others, its
    /// parent and a [time](Self::cancel_after) that was set still cancel that, and its callbacks are called then. Whoever has the old one
    /// isn't canceled by the new one.
    fn try_reset(&mut self) -> bool;
}

#[expect(unnameable_types, reason = "so that nobody else implements the trait, which may get more methods")]
mod private {
    pub trait Sealed {}
    impl Sealed for super::CancellationToken {}
}

impl CancellationTokenExt for CancellationToken {
    fn check(&self) -> Result<(), TaskError> {
        if self.is_cancelled() { Err(TaskError::canceled_with(self)) } else { Ok(()) }
    }

    fn cancel_after_on(&self, scheduler: &(impl TaskScheduler + ?Sized), duration: Duration) {
        if duration.is_zero() {
            return self.cancel();
        }
        if is_endless(duration) {
            return;
        }
        let (token, elapsed) = (self.clone(), scheduler.delay(duration));
        scheduler.schedule(ValueTask::from_future(async move {
            if token.run_until_cancelled(elapsed).await.is_some() {
                token.cancel();
            }
        }));
    }

    fn register(&self, callback: impl FnOnce() + Send + 'static) -> Registration {
        Registration::new(self, callback)
    }

    fn try_cancel(&self) -> Result<(), TaskError> {
        callbacks::collect(|| self.cancel()).call()
    }

    fn cancel_on(&self, scheduler: &(impl TaskScheduler + ?Sized)) -> Task {
        let called = callbacks::collect(|| self.cancel());
        if called.is_empty() { Task::completed() } else { Task::try_run_on(scheduler, || called.call()) }
    }

    fn try_reset(&mut self) -> bool {
        let live = !self.is_cancelled();
        if live {
            *self = Self::new();
        }
        live
    }
}

impl TaskError {
    /// The cancellation error of this token.
    #[must_use]
    pub fn canceled_with(token: &CancellationToken) -> Self {
        Self::canceled_by(token.clone())
    }

    /// The token that canceled the task, if it was canceled by one.
    #[must_use]
    pub fn cancellation_token(&self) -> Option<&CancellationToken> {
        self.token()
    }
}
