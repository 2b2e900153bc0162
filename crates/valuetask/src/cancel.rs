//! Cancellation by tokio-util's [`CancellationToken`], with callbacks, timeouts and linked tokens.
//!
//! Cancellation is cooperative. Work has a token, and [checks](CancellationTokenExt::check) it or awaits
//! [`cancelled`](CancellationToken::cancelled). [`Task::spawn_with`] drops a future when its token is canceled. The methods of tokio-util
//! are spelled `cancelled`. Every name of this crate is spelled `canceled`.
//!
//! # The order of callbacks
//!
//! A [callback](CancellationTokenExt::callback_guard) is registered as a waker of its token. So [`CancellationToken::cancel`] calls
//! callbacks in registration order, and doesn't report their panics.
//! [`cancel_and_collect`](CancellationTokenExt::cancel_and_collect) and [`cancel_on`](CancellationTokenExt::cancel_on) call the last one
//! first, and return panics as an error. If a callback panics, the others are called all the same.
//!
//! `cancel` calls the callbacks of [children](CancellationToken::child_token) before the parent's own. The other two methods call them
//! after the parent's own. The order of several children is unspecified. The callbacks of a [`LinkedToken`] are called at the position of
//! the link among the callbacks.
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
//!     let _kept = [parent.callback_guard(note("first")), child.callback_guard(note("child's")), parent.callback_guard(note("last"))];
//!     cancel(&parent);
//!     Vec::from_iter(order.try_iter())
//! };
//! assert_eq!(order(|token| token.cancel()), ["child's", "first", "last"]);
//! assert_eq!(order(|token| token.cancel_and_collect().expect("none panics")), ["last", "first", "child's"]);
//! ```
#![forbid(unsafe_code)]

mod callback_guard;
mod callbacks;
mod entry;
mod linked;
mod with;

use core::time::Duration;

use crate::panics::contained;
use crate::scheduler::{CurrentScheduler, TaskScheduler, is_endless};
use crate::{Task, TaskError, ValueTask};

pub use callback_guard::CallbackGuard;
pub use linked::LinkedToken;
pub use tokio_util::sync::CancellationToken;

/// Methods that this crate adds to a [`CancellationToken`].
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
    /// Returns an error if the token is canceled.
    ///
    /// # Errors
    ///
    /// The cancellation error with this token, if it is canceled.
    fn check(&self) -> Result<(), TaskError>;

    /// Cancels the token once this much time has passed.
    ///
    /// For `Duration::ZERO` the token is canceled at once. For `Duration::MAX`, or more than can be measured, it never is. Each call adds a
    /// time, and the earliest counts: a later call doesn't replace an earlier one.
    ///
    /// Spawned work of the [current scheduler](crate::scheduler) calls the callbacks, and keeps the token until then. If the scheduler's
    /// runtime ends before, the token isn't canceled.
    ///
    /// # Panics
    ///
    /// If there is [no scheduler](CurrentScheduler), or it keeps no time.
    #[track_caller]
    fn cancel_after(&self, duration: Duration) {
        self.cancel_after_on(&CurrentScheduler, duration);
    }

    /// Cancels the token once this much time has passed on a scheduler.
    ///
    /// Otherwise as [`cancel_after`](Self::cancel_after).
    #[track_caller]
    fn cancel_after_on(&self, scheduler: &(impl TaskScheduler + ?Sized), duration: Duration);

    /// Registers a callback for as long as the returned guard lives.
    ///
    /// The thread that cancels the token calls the callback, before its own call returns. If the token is canceled already, the callback
    /// is called in this call. The callback sees a token that [is canceled](CancellationToken::is_cancelled).
    ///
    /// Dropping the guard removes the callback, unless it was called or is being called. So bind the guard to a name: `let _ = ..` drops it
    /// in the same statement. The lints `let_underscore_drop` of rustc and `clippy::let_underscore_must_use` warn of that. They are off by
    /// default.
    ///
    /// ```
    /// #![deny(let_underscore_drop)]
    /// # use valuetask::cancel::{CancellationToken, CancellationTokenExt};
    /// # let (token, (called, calls)) = (CancellationToken::new(), std::sync::mpsc::channel());
    /// let _guard = token.callback_guard(move || called.send(()).expect("it's received below"));
    /// token.cancel();
    /// assert!(calls.try_recv().is_ok());
    /// ```
    ///
    /// ```compile_fail
    /// #![deny(let_underscore_drop)]
    /// # use valuetask::cancel::{CancellationToken, CancellationTokenExt};
    /// # let (token, (called, calls)) = (CancellationToken::new(), std::sync::mpsc::channel());
    /// let _ = token.callback_guard(move || called.send(()).expect("it's received below"));
    /// # token.cancel();
    /// # assert!(calls.try_recv().is_ok());
    /// ```
    ///
    /// If a waker of another token cancels this one, during that token's [`cancel_and_collect`](Self::cancel_and_collect) or
    /// [`cancel_on`](Self::cancel_on), the callbacks of both tokens are called together: after the inner `cancel` has returned.
    ///
    /// The [module](self) says in which order callbacks are called.
    ///
    /// # Panics
    ///
    /// If the callback does, and the token is canceled already.
    ///
    /// # Allocation
    ///
    /// Three: the callback, an entry that is shared with the token, and the token's future.
    fn callback_guard(&self, callback: impl FnOnce() + Send + 'static) -> CallbackGuard;

    /// Cancels the token, calls all callbacks, and returns their panics as one error.
    ///
    /// The callback that was registered last is called first. Callbacks of [children](CancellationToken::child_token) are called
    /// [after those of this token](self).
    ///
    /// # Errors
    ///
    /// The panics of all callbacks that panicked, in the order in which they were called.
    fn cancel_and_collect(&self) -> Result<(), TaskError>;

    /// Cancels the token, and has a scheduler call the callbacks.
    ///
    /// The token is canceled when this returns. Callbacks are called in the order of [`cancel_and_collect`](Self::cancel_and_collect). The
    /// returned task completes after the last of them, and is faulted with their panics. Without callbacks it is complete. If the scheduler
    /// drops the work or panics, the callbacks are called there, and their panics are lost.
    #[track_caller]
    fn cancel_on(&self, scheduler: &(impl TaskScheduler + ?Sized)) -> Task;

    /// Replaces this clone by a new token, unless it is canceled.
    ///
    /// Returns `true` if it was replaced. The new token has no parent, no time limit and no callbacks. All other clones are still the old
    /// token, which keeps its parent, its [time limit](Self::cancel_after) and its callbacks. Canceling the new token doesn't cancel the
    /// old one.
    #[must_use = "a token that is canceled wasn't replaced"]
    fn renew(&mut self) -> bool;
}

#[expect(unnameable_types, reason = "so that no other crate implements the trait, which may get more methods")]
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
        scheduler.schedule(ValueTask::from_future(contained(async move {
            if token.run_until_cancelled(elapsed).await.is_some() {
                token.cancel();
            }
        })));
    }

    fn callback_guard(&self, callback: impl FnOnce() + Send + 'static) -> CallbackGuard {
        CallbackGuard::new(self, callback)
    }

    fn cancel_and_collect(&self) -> Result<(), TaskError> {
        callbacks::collect(|| self.cancel()).call()
    }

    fn cancel_on(&self, scheduler: &(impl TaskScheduler + ?Sized)) -> Task {
        let called = callbacks::collect(|| self.cancel());
        if called.is_empty() { Task::completed() } else { Task::blocking_on(scheduler, || called.call()) }
    }

    fn renew(&mut self) -> bool {
        let live = !self.is_cancelled();
        if live {
            *self = Self::new();
        }
        live
    }
}

impl TaskError {
    /// Creates the cancellation error of a token.
    #[must_use]
    pub fn canceled_with(token: &CancellationToken) -> Self {
        Self::canceled_by(token.clone())
    }

    /// Returns the token that canceled the task, if there is one.
    #[must_use]
    pub fn cancellation_token(&self) -> Option<&CancellationToken> {
        self.token()
    }
}
