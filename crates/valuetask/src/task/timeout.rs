//! [`Task::with_timeout`].
#![forbid(unsafe_code)]

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use super::cell::Outcome;
use super::waited::Waited;
use super::{Task, TaskError, TimedOut};
use crate::ValueTask;
use crate::join::Element;
use crate::scheduler::{Ambient, TaskScheduler};

/// Waits for a task to complete, or for its time to pass. A task that is ready at the poll is never late.
struct Race<T> {
    task: Waited<T>,
    elapsed: ValueTask<'static>,
}

impl<T: Clone> Future for Race<T> {
    type Output = Outcome<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome<T>> {
        if self.task.advance(cx) {
            return Poll::Ready(self.task.outcome().cloned());
        }
        Pin::new(&mut self.elapsed).poll(cx).map(|()| Err(TaskError::new(TimedOut)))
    }
}

impl<T: Clone + Send + Sync + 'static> Task<T> {
    /// A task that ends as this one does, or fails with [`TimedOut`] if this one is still pending once that much time has passed.
    ///
    /// This one goes on all the same, and can be awaited. For `Duration::MAX`, or if this one is complete, it is this one itself. Time
    /// passes from the call on, and ends it whether anybody awaits it or not; where this one is [driven](Self::from_future), nobody looks at
    /// either before it is awaited. The [ambient scheduler](crate::scheduler) keeps the time. If it stops doing so before, as a tokio runtime that
    /// shuts down, there is no limit any more.
    ///
    /// The result is that of this one, cloned: also if nobody else has this one. Where it is large, let it be an `Arc`.
    ///
    /// # Errors
    ///
    /// Those of this task, and [`TimedOut`].
    ///
    /// # Panics
    ///
    /// If there is [no scheduler](Ambient), or it keeps no time, unless it isn't needed.
    ///
    /// # Cancel safety
    ///
    /// Dropping the last handle before it is complete leaves this task as it is, and neither a waiter nor a timer behind.
    ///
    /// # Allocation
    ///
    /// A slot of the [pool](crate::pool), none in steady state, and what the scheduler takes for its timer: a tokio
    /// runtime up to three allocations, and a piece of work when the time is up.
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
        self.with_timeout_on(&Ambient, timeout)
    }

    /// Bounds the time that is waited for the task, as [`with_timeout`](Self::with_timeout), by the time of this
    /// scheduler.
    ///
    /// # Errors
    ///
    /// Those of [`with_timeout`](Self::with_timeout).
    #[track_caller]
    pub fn with_timeout_on(&self, scheduler: &(impl TaskScheduler + ?Sized), timeout: Duration) -> Self {
        if self.is_completed() || timeout == Duration::MAX {
            return self.clone();
        }
        if timeout.is_zero() {
            return Self::from_error(TaskError::new(TimedOut));
        }
        let elapsed = scheduler.delay(timeout);
        Self::combined(self.is_driven(), Race { task: Waited::new(self.clone()), elapsed })
    }
}
