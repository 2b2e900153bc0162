//! Cancellation by tokio-util's [`CancellationToken`], with callbacks, timeouts and linked tokens.
//!
//! Cancellation is cooperative. Work has a token, and [checks](CancellationTokenExt::check) it or awaits
//! [`cancelled`](CancellationToken::cancelled). [`Task::spawn_with`] drops a future when its token is canceled. The methods of tokio-util
//! are spelled `cancelled`. Every name of this crate is spelled `canceled`.
//!
//! # The order of callbacks
//!
//! A [callback](CancellationTokenExt::callback_guard) is registered as a waker of its token. So [`CancellationToken::cancel`] calls
//! callbacks in registration order, before it returns, and doesn't report their panics. If a callback panics, the others are called all
//! the same.
//!
//! The callbacks of [children](CancellationToken::child_token) are called before the parent's own. The order of several children is
//! unspecified. The callbacks of a [`LinkedToken`] are called at the position of the link among the callbacks.
//!
//! ```
//! use std::sync::mpsc;
//! use valuetask_tasks::cancel::{CancellationToken, CancellationTokenExt};
//!
//! let (called, order) = mpsc::channel();
//! let note = |name| {
//!     let called = called.clone();
//!     move || called.send(name).expect("it's received below")
//! };
//! let parent = CancellationToken::new();
//! let child = parent.child_token();
//! let _kept = [parent.callback_guard(note("first")), child.callback_guard(note("child's")), parent.callback_guard(note("last"))];
//! parent.cancel();
//! assert_eq!(Vec::from_iter(order.try_iter()), ["child's", "first", "last"]);
//! ```
#![forbid(unsafe_code)]

mod callback_guard;
mod entry;
mod linked;
mod timer_guard;
mod with;

use core::time::Duration;

use crate::scheduler::{CurrentScheduler, TaskScheduler};
use crate::{Task, TaskError};

pub use callback_guard::CallbackGuard;
pub use linked::LinkedToken;
pub use timer_guard::TimerGuard;
pub use tokio_util::sync::CancellationToken;

/// Methods that this crate adds to a [`CancellationToken`].
///
/// # Examples
///
/// ```
/// use valuetask_tasks::cancel::{CancellationToken, CancellationTokenExt};
/// use valuetask_tasks::TaskError;
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

    /// Cancels the token once this much time has passed, for as long as the returned guard lives.
    ///
    /// For `Duration::ZERO` the token is canceled at once. For `Duration::MAX`, or more than a hundred years, it never is. Each call adds a
    /// time, and the earliest counts: a later call doesn't replace an earlier one.
    ///
    /// Dropping the guard drops the timer, and doesn't cancel the token. So keep the guard until the work is done; `let _ = ..` drops it in
    /// the same statement. The timer is also dropped when the token is canceled. Until then it keeps the token.
    ///
    /// Spawned work of the [current scheduler](crate::scheduler) calls the callbacks. If the scheduler's runtime ends before the time is up,
    /// the token is canceled then.
    ///
    /// ```
    /// # #[cfg(feature = "rt")] {
    /// use std::time::Duration;
    /// use valuetask_tasks::Task;
    /// use valuetask_tasks::cancel::{CancellationToken, CancellationTokenExt};
    ///
    /// let token = CancellationToken::new();
    /// let _timer = token.cancel_after(Duration::from_millis(1));
    /// let work = Task::<()>::spawn_with(&token, std::future::pending());
    /// assert!(pollster::block_on(work).unwrap_err().is_canceled());
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// If there is [no scheduler](crate::scheduler::CurrentScheduler), or it keeps no time.
    ///
    /// # Allocation
    ///
    /// Nine slots of the [pool](valuetask::pool), none in steady state, and the timer of an [installed](crate::scheduler::install) scheduler.
    #[track_caller]
    fn cancel_after(&self, duration: Duration) -> TimerGuard;

    /// Cancels the token once this much time has passed on a scheduler, for as long as the returned guard lives.
    ///
    /// Otherwise as [`cancel_after`](Self::cancel_after). Work that is spawned in the call keeps the timer. When the guard is dropped or the
    /// token is canceled, the scheduler polls the work once more, and drops both.
    #[track_caller]
    fn cancel_after_on(&self, scheduler: &(impl TaskScheduler + ?Sized), duration: Duration) -> TimerGuard;

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
    /// # use valuetask_tasks::{cancel::CancellationToken, cancel::CancellationTokenExt};
    /// # let (token, (called, calls)) = (CancellationToken::new(), std::sync::mpsc::channel());
    /// let _guard = token.callback_guard(move || called.send(()).expect("it's received below"));
    /// token.cancel();
    /// assert!(calls.try_recv().is_ok());
    /// ```
    ///
    /// ```compile_fail
    /// #![deny(let_underscore_drop)]
    /// # use valuetask_tasks::{cancel::CancellationToken, cancel::CancellationTokenExt};
    /// # let (token, (called, calls)) = (CancellationToken::new(), std::sync::mpsc::channel());
    /// let _ = token.callback_guard(move || called.send(()).expect("it's received below"));
    /// # token.cancel();
    /// # assert!(calls.try_recv().is_ok());
    /// ```
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

    fn cancel_after(&self, duration: Duration) -> TimerGuard {
        let start = || (Task::delay(duration).with_cancellation(self), None);
        TimerGuard::new(self, duration, start, |work| CurrentScheduler.schedule(work))
    }

    fn cancel_after_on(&self, scheduler: &(impl TaskScheduler + ?Sized), duration: Duration) -> TimerGuard {
        let start = || {
            let (ends, elapsed) = (self.child_token(), scheduler.delay(duration));
            let ended = ends.clone();
            let timer = Task::spawn_on(scheduler, async move {
                ended.run_until_cancelled(elapsed).await;
            });
            (timer, Some(ends.drop_guard()))
        };
        TimerGuard::new(self, duration, start, |work| scheduler.schedule(work))
    }

    fn callback_guard(&self, callback: impl FnOnce() + Send + 'static) -> CallbackGuard {
        CallbackGuard::new(self, callback)
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
