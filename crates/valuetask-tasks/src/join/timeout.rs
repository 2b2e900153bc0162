//! [`with_timeout`].
#![forbid(unsafe_code)]

use core::future::{Future, IntoFuture};
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use crate::task::TaskFuture;
use crate::{Task, TimedOut};
use valuetask::ValueTask;

/// A task, and its timer.
struct Timed<'a, T> {
    task: ValueTask<'a, T>,
    /// Complete once the time is up, or the timer is gone.
    elapsed: TaskFuture<()>,
}

impl<T> Unpin for Timed<'_, T> {}

impl<T> Future for Timed<'_, T> {
    type Output = Result<T, TimedOut>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Poll::Ready(value) = Pin::new(&mut self.task).poll(cx) {
            return Poll::Ready(Ok(value));
        }
        Pin::new(&mut self.elapsed).poll(cx).map(|_| Err(TimedOut))
    }
}

/// Limits the time of a value task from now on: when it is up, the task is dropped.
///
/// The returned task is ready if the input is. If a poll finds the input ready and the time up, the value counts. For `Duration::ZERO` a
/// pending task is dropped without a poll. For `Duration::MAX`, or more than a hundred years, there is no limit. If the scheduler's
/// runtime ends before the time is up, the limit has run out then.
///
/// # Errors
///
/// The value of the returned task is [`TimedOut`] if the time was up first.
///
/// # Panics
///
/// If the task is pending and there is [no scheduler](crate::scheduler::CurrentScheduler), or it keeps no time.
///
/// # Cancel safety
///
/// Dropping the returned task drops the input.
///
/// # Allocation
///
/// Four slots of the [pool](valuetask::pool), none in steady state, and the timer of an [installed](crate::scheduler::install) scheduler.
///
/// # Examples
///
/// ```
/// # #[cfg(feature = "rt")] {
/// use std::time::Duration;
/// use valuetask_tasks::with_timeout;
/// use valuetask::ValueTask;
/// use valuetask_tasks::TimedOut;
///
/// let never = ValueTask::<u32>::from_future(std::future::pending());
/// assert_eq!(pollster::block_on(with_timeout(never, Duration::from_millis(1))), Err(TimedOut));
/// assert_eq!(pollster::block_on(with_timeout(ValueTask::ready(7), Duration::ZERO)), Ok(7));
/// # }
/// ```
#[track_caller]
pub fn with_timeout<'a, T: Send + 'a>(
    task: ValueTask<'a, T>,
    duration: Duration,
) -> ValueTask<'a, Result<T, TimedOut>> {
    match task.try_result() {
        Ok(value) => ValueTask::ready(Ok(value)),
        Err(_) if duration.is_zero() => ValueTask::ready(Err(TimedOut)),
        Err(task) => ValueTask::from_future(Timed { task, elapsed: Task::delay(duration).into_future() }),
    }
}
