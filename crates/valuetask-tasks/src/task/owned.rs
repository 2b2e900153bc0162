//! [`AbortOnDropHandle`]: spawned work that ends with its handle.
#![forbid(unsafe_code)]

use core::fmt;
use core::future::{Future, IntoFuture};
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use super::awaiting::terminated;
use super::error::TaskResult;
use super::{Task, TaskCompletionSource, TaskError, TimedOut};
use crate::awaiter::Awaiter;
use crate::join::with_timeout;
use crate::polled_by::PolledBy;
use crate::scheduler;
use valuetask::ValueTask;

/// Spawned work that ends with this handle: dropping the handle aborts the work, and awaiting it returns the result.
///
/// Made by [`Task::spawn_owned`]. It is to [`Task::spawn`] what `tokio_util`'s type of that name is to `tokio::spawn`. As there is one
/// handle, `T` needn't be `Clone`.
///
/// When the work is aborted, its scheduler drops the future: at once if it sleeps, and after the running poll otherwise. Code that blocks
/// or computes isn't interrupted. Neither a drop nor [`abort`](Self::abort) waits for that. An await after `abort` does: it returns a
/// [cancellation](TaskError::is_canceled), or the result if the work has ended before. If the runtime ends first, it is
/// [`Abandoned`](valuetask::Abandoned).
///
/// Several of them end together in [`try_when_all_at_most`](crate::try_when_all_at_most), or in a `Vec`.
///
/// # Cancel safety
///
/// A poll that is pending loses nothing: await a `&mut` of the handle in a `select!`. Dropping the handle aborts the work.
///
/// # Panics
///
/// A panic of the work is its [error](TaskError::is_panicked). A poll after the result was returned panics.
///
/// # Examples
///
/// ```
/// # #[cfg(feature = "rt")] {
/// use std::time::Duration;
/// use valuetask_tasks::{Task, TimedOut};
///
/// let work = Task::spawn_owned(async { 6 * 7 });
/// assert_eq!(pollster::block_on(work), Ok(42));
///
/// // A limit that ends the work.
/// let late = Task::spawn_owned(std::future::pending::<u32>()).with_timeout(Duration::from_millis(1));
/// let error = pollster::block_on(late).unwrap_err();
/// assert!(error.downcast_ref::<TimedOut>().is_some());
/// # }
/// ```
#[must_use = "dropping the handle aborts the work: await it, or call `detach`"]
pub struct AbortOnDropHandle<T = ()> {
    /// The only handle on its task: the work has a source, which is none.
    awaiter: Awaiter<Task<T>>,
    /// Canceled, it aborts the work. With a result, the work is detached.
    ends: TaskCompletionSource,
}

impl<T: Send + Sync + 'static> Task<T> {
    /// Spawns a future as [`spawn`](Self::spawn), and returns a handle that aborts it when it is dropped.
    ///
    /// # Panics
    ///
    /// As [`spawn`](Self::spawn).
    ///
    /// # Allocation
    ///
    /// As [`spawn`](Self::spawn), and two more slots of the pool.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "rt")] {
    /// use std::sync::Arc;
    /// use valuetask_tasks::Task;
    ///
    /// let connection = Arc::new(7);
    /// let used = Arc::clone(&connection);
    /// let work = Task::spawn_owned(async move {
    ///     std::future::pending::<()>().await;
    ///     drop(used);
    /// });
    /// drop(work);
    /// while Arc::strong_count(&connection) > 1 {
    ///     std::thread::yield_now(); // until the scheduler has dropped the future
    /// }
    /// # }
    /// ```
    #[track_caller]
    pub fn spawn_owned<F: Future<Output = T> + Send + 'static>(future: F) -> AbortOnDropHandle<T> {
        AbortOnDropHandle::spawned(future, Ok)
    }

    /// Spawns a future that may fail as [`try_spawn`](Self::try_spawn), and returns a handle that aborts it when it is dropped.
    ///
    /// # Errors
    ///
    /// The error of the handle's await is that of the future. The call itself doesn't fail.
    ///
    /// # Panics
    ///
    /// As [`spawn`](Self::spawn).
    #[track_caller]
    pub fn try_spawn_owned<F, E>(future: F) -> AbortOnDropHandle<T>
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
        E: Into<TaskError>, // an error of your own becomes one by `.map_err(TaskError::new)`
    {
        AbortOnDropHandle::spawned(future, |output| output.map_err(Into::into))
    }
}

impl<T: Send + Sync + 'static> AbortOnDropHandle<T> {
    #[track_caller]
    fn spawned<F: Future + Send + 'static>(
        future: F,
        outcome: impl Fn(F::Output) -> TaskResult<T> + Send + 'static,
    ) -> Self {
        let (ends, ended) = TaskCompletionSource::channel();
        // `None` once the work is detached.
        let mut ended = Some(ended.into_future());
        // Asked before each poll: once the work is aborted, the future isn't polled.
        let poll = move |future: Pin<&mut F>, cx: &mut Context<'_>| {
            if let Some(ends) = &mut ended
                && let Poll::Ready(end) = Pin::new(ends).poll(cx)
            {
                ended = None;
                if end.is_err() {
                    return Poll::Ready(Err(TaskError::canceled()));
                }
            }
            future.poll(cx).map(&outcome)
        };
        Self { awaiter: Awaiter::new(Task::launch(&scheduler::current(), PolledBy::new(future, poll))), ends }
    }
}

impl<T> AbortOnDropHandle<T> {
    /// Aborts the work, unless it has ended. Await the handle to wait for that.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "rt")] {
    /// use valuetask_tasks::Task;
    ///
    /// let work = Task::spawn_owned(std::future::pending::<u32>());
    /// work.abort();
    /// assert!(pollster::block_on(work).unwrap_err().is_canceled());
    /// # }
    /// ```
    pub fn abort(&self) {
        // Set already, it has been aborted before.
        let _ = self.ends.set_canceled();
    }

    /// Returns `true` if the work has ended: awaiting it doesn't suspend. `false` after the result was returned.
    pub fn is_completed(&self) -> bool {
        self.awaiter.handle().is_some_and(Task::is_completed)
    }

    /// Returns the task of the work, which then runs on if its handles are dropped.
    ///
    /// # Panics
    ///
    /// If the result was returned already.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "rt")] {
    /// use valuetask_tasks::Task;
    ///
    /// let task = Task::spawn_owned(async { 7 }).detach();
    /// assert_eq!(task.clone().blocking_wait(), Ok(&7));
    /// # }
    /// ```
    pub fn detach(mut self) -> Task<T> {
        let task = self.awaiter.take().expect(POLLED_AFTER_COMPLETION);
        // Set already, the work was aborted.
        let _ = self.ends.set_result(());
        task
    }

    /// Limits the time of the work from now on: when it is up, the work is aborted.
    ///
    /// The returned task fails with [`TimedOut`] then. It has to be polled for that; dropping it aborts the work, too. If the work has ended
    /// by then, its result counts. Otherwise as [`with_timeout`].
    ///
    /// # Errors
    ///
    /// The value of the returned task is the error of the work, or [`TimedOut`].
    ///
    /// # Panics
    ///
    /// If the work runs, and its [scheduler] keeps no time.
    #[track_caller]
    pub fn with_timeout(mut self, timeout: Duration) -> ValueTask<'static, Result<T, TaskError>>
    where
        T: Send + Sync + 'static,
    {
        let timed_out = |_: TimedOut| Err(TaskError::new(TimedOut));
        if self.is_completed() {
            return ValueTask::ready(self.take());
        }
        match with_timeout(ValueTask::from_future(self), timeout).try_result() {
            Ok(limited) => ValueTask::ready(limited.unwrap_or_else(timed_out)),
            Err(limited) => ValueTask::from_future(async move { limited.await.unwrap_or_else(timed_out) }),
        }
    }

    /// Takes the result of work that has ended.
    fn take(&mut self) -> TaskResult<T> {
        let task = self.awaiter.take().expect(POLLED_AFTER_COMPLETION);
        task.try_unwrap().unwrap_or_else(|_| unreachable!("it is the only handle of a task that is complete"))
    }
}

impl<T> Future for AbortOnDropHandle<T> {
    type Output = Result<T, TaskError>;

    /// # Panics
    ///
    /// If it is polled again after it returned `Ready`.
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.awaiter.poll(cx).map(|()| self.take())
    }
}

terminated! { <T> AbortOnDropHandle<T>: |this| this.awaiter.handle().is_none() }

impl<T> Drop for AbortOnDropHandle<T> {
    fn drop(&mut self) {
        self.abort();
    }
}

impl<T> fmt::Debug for AbortOnDropHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AbortOnDropHandle").field(&self.awaiter.handle().map(Task::status)).finish()
    }
}

const POLLED_AFTER_COMPLETION: &str = "an AbortOnDropHandle was used after it returned its result";
