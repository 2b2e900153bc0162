//! [`Task::with_timeout`].
#![forbid(unsafe_code)]

use core::time::Duration;

use super::limited::{Limit, limited};
use super::{Task, TaskError, TimedOut};
use crate::scheduler;

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
