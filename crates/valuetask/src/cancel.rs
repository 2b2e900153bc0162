//! Cancellation by the ecosystem's own token: [`CancellationToken`], and what is added to it.
//!
//! Work is canceled by asking it: it gets a token, and [checks](CancellationTokenExt::check) it, awaits
//! [`cancelled`](CancellationToken::cancelled), or is dropped when the token is canceled ([`Task::spawn_with`]). tokio-util's own methods
//! have two l in `cancelled`; every name of this crate has one, as `is_canceled`.
//!
//! # The order of callbacks
//!
//! The token knows no callbacks, only wakers; a [registered](CancellationTokenExt::callback_guard) callback is one. So
//! [`CancellationToken::cancel`] itself calls them in the order of their guard, and has no way to tell of a panic.
//! [`cancel_and_collect`](CancellationTokenExt::cancel_and_collect) and [`cancel_on`](CancellationTokenExt::cancel_on) do both: the last
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
mod linked;
mod with;

use core::time::Duration;

use crate::panics::contained;
use crate::scheduler::{Ambient, TaskScheduler, is_endless};
use crate::{Task, TaskError, ValueTask};

pub use callback_guard::CallbackGuard;
pub use linked::LinkedToken;
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
    #[track_caller]
    fn cancel_after_on(&self, scheduler: &(impl TaskScheduler + ?Sized), duration: Duration);

    /// Registers a callback for as long as the returned guard lives.
    ///
    /// The thread that cancels the token calls the callback, before its own call returns. If the token is canceled already, the callback
    /// is called in this call. The callback sees a token that [is canceled](CancellationToken::is_cancelled).
    ///
    /// Dropping the guard takes the callback out, unless it was called or is just being called. So bind the guard to a name: `let _ = ..`
    /// drops it in the same statement. By default neither rustc nor clippy warns of that; the lint `let_underscore_drop` of rustc does,
    /// and `clippy::let_underscore_must_use`.
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
    /// Where the token is canceled by code that another token's [`cancel_and_collect`](Self::cancel_and_collect) or [`cancel_on`](Self::cancel_on) has just
    /// woken, it's called together with the callbacks of that one, and so only after the inner `cancel` has returned.
    ///
    /// [In which order](self) callbacks are called, the way of canceling decides.
    ///
    /// # Panics
    ///
    /// If the callback does, and the token is canceled already.
    ///
    /// # Allocation
    ///
    /// Three: the callback, what is shared with the token, and the token's own part.
    fn callback_guard(&self, callback: impl FnOnce() + Send + 'static) -> CallbackGuard;

    /// Cancels the token, calls all callbacks, and returns their panics as one error.
    ///
    /// The callback that was registered last is called first, those behind [children](CancellationToken::child_token)
    /// [after its own](self).
    ///
    /// # Errors
    ///
    /// The panics of all callbacks that panicked, in the order in which they were called.
    fn cancel_and_collect(&self) -> Result<(), TaskError>;

    /// Cancels the token before this returns; callbacks are called by the scheduler, in the order of [`cancel_and_collect`](Self::cancel_and_collect).
    ///
    /// The task ends after the last of them; it is faulted with the panics of those that panicked. Without any it is complete. Where the
    /// scheduler drops that work, or panics, they are called there, and their panics are lost.
    #[track_caller]
    fn cancel_on(&self, scheduler: &(impl TaskScheduler + ?Sized)) -> Task;

    /// Replaces this clone by a new token, unless it is canceled; returns `true` if it was replaced.
    ///
    /// The new token has no parent, no time and no callbacks. Those stay with the old token: its other clones, its parent and a
    /// [time](Self::cancel_after) that was set still cancel it, and its callbacks are called then. Canceling the new token doesn't
    /// cancel the old one.
    #[must_use = "a token that is canceled wasn't replaced"]
    fn renew(&mut self) -> bool;
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
