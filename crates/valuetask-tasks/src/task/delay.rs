//! [`Task::delay`] and [`Task::yield_now`].
#![forbid(unsafe_code)]

use core::future::{Future, poll_fn};
use core::mem;
use core::task::Poll;
use core::time::Duration;

use super::Task;
use crate::scheduler::{self, is_endless};

impl Task {
    /// Returns a task that completes once this much time has passed.
    ///
    /// The [current scheduler](crate::scheduler) keeps the time, from the call on. For `Duration::ZERO` the task is complete. For
    /// `Duration::MAX`, or more than a hundred years, it never completes. If the scheduler's runtime ends before that, the task is faulted
    /// with [`Abandoned`](valuetask::Abandoned).
    ///
    /// # Panics
    ///
    /// If there is [no scheduler](scheduler::CurrentScheduler), or it keeps no time.
    ///
    /// # Cancel safety
    ///
    /// Dropping the last handle drops the timer.
    ///
    /// # Allocation
    ///
    /// Three slots of the [pool](valuetask::pool), none in steady state, and the timer of an [installed](scheduler::install) scheduler in another.
    /// When the time is up, a piece of spawned work.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "rt")] {
    /// use std::time::Duration;
    /// use valuetask_tasks::Task;
    ///
    /// assert!(Task::delay(Duration::ZERO).is_completed());
    /// assert!(pollster::block_on(Task::delay(Duration::from_millis(1))).is_ok());
    /// # }
    /// ```
    #[track_caller]
    pub fn delay(duration: Duration) -> Self {
        if duration.is_zero() {
            return Self::completed();
        }
        if is_endless(duration) {
            return Self::endless();
        }
        let scheduler = scheduler::current();
        let timer = scheduler.timer(duration, || Ok(()));
        Self::elapsing(scheduler, timer)
    }

    /// Returns a future that suspends its awaiter once.
    ///
    /// So the executor can poll other tasks.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::Task;
    ///
    /// pollster::block_on(async {
    ///     for _ in 0..3 {
    ///         Task::yield_now().await;
    ///     }
    /// });
    /// ```
    pub fn yield_now() -> impl Future<Output = ()> + Send + Sync + Unpin {
        let mut has_yielded = false;
        poll_fn(move |cx| {
            if mem::replace(&mut has_yielded, true) {
                return Poll::Ready(());
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        })
    }
}
