//! [`Task::with_timeout`] and [`Task::with_cancellation`]: tasks that end as another, or with an error when a value task is ready, that of a
//! timer or a token.
#![forbid(unsafe_code)]

use core::error::Error;
use core::fmt;
use core::time::Duration;

use super::combined::Input;
use super::error::TaskResult;
use super::until::Until;
use super::weak::{Combination, Completer, Weak};
use super::{Task, TaskError};
use crate::ValueTask;
#[cfg(feature = "cancel")]
use crate::cancel::CancellationToken;
use crate::panics::{Panics, contained};
use crate::scheduler::{self, Surrounding};

/// What ends the wait.
enum Limit {
    /// A timer. The scheduler polls it after it was woken, as a waker polls nothing.
    Time(Surrounding),
    /// A token, whose waker tells that it is canceled.
    #[cfg(feature = "cancel")]
    Token(CancellationToken),
}

impl Limit {
    fn error(&self) -> TaskError {
        match self {
            Self::Time(_) => TaskError::new(TimedOut),
            #[cfg(feature = "cancel")]
            Self::Token(token) => TaskError::canceled_with(token),
        }
    }
}

/// A task, and its limit.
struct Limited<T> {
    input: Input<T>,
    until: Until,
    limit: Limit,
}

impl<T: Clone + Send + Sync + 'static> Combination<T> for Limited<T> {
    fn woken(weak: &Weak<T, Self>) {
        let Some(limited) = weak.upgrade() else { return };
        match &limited.state().limit {
            Limit::Time(scheduler) => {
                let weak = weak.another();
                scheduler.spawn(contained(async move { weak.upgrade().iter().for_each(Self::poll) }));
            }
            #[cfg(feature = "cancel")]
            Limit::Token(token) if token.is_cancelled() => Self::end(&limited),
            // A wake that nothing promises is none of the token's.
            #[cfg(feature = "cancel")]
            Limit::Token(_) => {}
        }
    }
}

impl<T: Clone + Send + Sync + 'static> Limited<T> {
    /// Ends the wait, by the input or by the limit.
    fn end(limited: &Completer<T, Self>) {
        let error = || limited.state().limit.error();
        let outcome = limited.state().input.end(error);
        Self::end_with(limited, outcome);
    }

    /// Ends the wait with an outcome, unless it has ended before.
    fn end_with(limited: &Completer<T, Self>, outcome: Option<TaskResult<T>>) {
        let Some(outcome) = outcome else { return };
        let mut panics = Panics::default();
        panics.catch(|| limited.state().until.end());
        panics.catch(|| limited.complete(outcome));
        panics.resume();
    }

    fn poll(limited: &Completer<T, Self>) {
        match limited.with_waker(|waker| limited.state().until.poll(waker)) {
            None => {}
            Some(Ok(())) => Self::end(limited),
            Some(Err(panicked)) => {
                let outcome = limited.state().input.end(|| panicked);
                Self::end_with(limited, outcome);
            }
        }
    }
}

/// Returns a task that ends as this one, or with the limit's error once `until` is ready. A task that is complete by then counts.
fn limited<T>(task: &Task<T>, until: ValueTask<'static>, limit: Limit) -> Task<T>
where
    T: Clone + Send + Sync + 'static,
{
    let (limited, returned) = Completer::pair(Limited { input: Input::none(), until: Until::new(until), limit });
    if !limited.state().input.wait_for(task.clone(), &limited, Limited::end) {
        Limited::end(&limited);
    }
    Limited::poll(&limited);
    returned
}

impl<T: Clone + Send + Sync + 'static> Task<T> {
    /// Returns a task that completes as this one, or fails with [`TimedOut`] when the time is up.
    ///
    /// This task isn't canceled, and can be awaited. Time passes from the call on. When it is up, a worker of the
    /// [current scheduler](crate::scheduler) completes the returned task, awaited or not. If this task is complete by then, its result counts.
    ///
    /// For `Duration::MAX`, or if this task is complete, this returns a clone of this task. If the scheduler's runtime ends before the time
    /// is up, there is no limit any more.
    ///
    /// The result is moved or cloned, as if this task is [awaited](super::TaskFuture). If it is large, use an `Arc`.
    ///
    /// # Errors
    ///
    /// The error of this task, or [`TimedOut`].
    ///
    /// # Panics
    ///
    /// If a timer is needed, and there is [no scheduler](scheduler::CurrentScheduler) or it keeps no time.
    ///
    /// # Cancel safety
    ///
    /// Dropping the last handle of the returned task drops its timer and leaves this task as it is.
    ///
    /// # Allocation
    ///
    /// Up to three slots of the [pool](crate::pool), none in steady state, and the scheduler's timer: one allocation of a tokio
    /// runtime. When the time is up, one for the error, and two pieces of spawned work.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use valuetask::{TaskCompletionSource, TimedOut};
    ///
    /// let source = TaskCompletionSource::<u32>::new();
    /// let late = source.task().with_timeout(Duration::ZERO);
    /// let error = late.result().expect("complete").expect_err("it took longer");
    /// assert!(error.downcast_ref::<TimedOut>().is_some());
    /// ```
    #[track_caller]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        if self.is_completed() || timeout == Duration::MAX {
            return self.clone();
        }
        if timeout.is_zero() {
            return Self::from_error(TaskError::new(TimedOut));
        }
        let scheduler = scheduler::current();
        limited(self, scheduler.as_dyn().delay(timeout), Limit::Time(scheduler))
    }
}

#[cfg(feature = "cancel")]
impl<T: Clone + Send + Sync + 'static> Task<T> {
    /// Returns a task that completes as this one, or is canceled as soon as the token is.
    ///
    /// The token's `cancel` completes the returned task before it returns. If this task is complete by then, its result counts. This task
    /// itself isn't canceled, and can be awaited. If this task is complete at the call, this returns a clone of it.
    ///
    /// The result is moved or cloned, as if this task is [awaited](super::TaskFuture). If it is large, use an `Arc`.
    ///
    /// # Errors
    ///
    /// The error of this task, or the cancellation, which [has the token](TaskError::cancellation_token).
    ///
    /// # Cancel safety
    ///
    /// Dropping the last handle of the returned task ends the wait, and leaves this task and the token as they are.
    ///
    /// # Allocation
    ///
    /// Up to three slots of the [pool](crate::pool), none in steady state. One allocation, for the error, if the token is canceled.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::TaskCompletionSource;
    /// use valuetask::cancel::CancellationToken;
    ///
    /// let (source, token) = (TaskCompletionSource::<u32>::new(), CancellationToken::new());
    /// let task = source.task().with_cancellation(&token);
    /// token.cancel();
    /// assert!(task.is_canceled());
    /// assert!(!source.task().is_completed());
    /// ```
    pub fn with_cancellation(&self, token: &CancellationToken) -> Self {
        if self.is_completed() {
            return self.clone();
        }
        if token.is_cancelled() {
            return Self::from_error(TaskError::canceled_with(token));
        }
        let canceled = ValueTask::from_future(token.clone().cancelled_owned());
        limited(self, canceled, Limit::Token(token.clone()))
    }
}

/// The error of a task that didn't complete before its timeout.
///
/// Found by [`TaskError::downcast_ref`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimedOut;

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("timed out")
    }
}

impl Error for TimedOut {}

#[cfg(all(test, feature = "cancel", not(valuetask_loom)))]
mod tests {
    use core::future::poll_fn;
    use core::task::{Poll, Waker};
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::TaskCompletionSource;

    #[test]
    fn a_wake_of_a_token_that_is_not_canceled_cancels_nothing() {
        let (source, token, kept) = (TaskCompletionSource::<u32>::new(), CancellationToken::new(), Arc::default());
        let keeps: Arc<Mutex<Option<Waker>>> = Arc::clone(&kept);
        let never = ValueTask::from_future(poll_fn(move |cx| {
            *keeps.lock().expect("no panic") = Some(cx.waker().clone());
            Poll::Pending
        }));
        let task = limited(source.task(), never, Limit::Token(token.clone()));
        let waker = kept.lock().expect("no panic").take().expect("it was polled");
        waker.wake_by_ref();
        assert!(!task.is_completed());
        token.cancel();
        waker.wake();
        assert!(task.is_canceled());
    }
}
