//! Tasks of spawned work: futures and closures that a scheduler runs.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use core::future::Future;

use super::adapters::{Work, adapted};
use super::error::{TaskResult, caught};
use super::{Task, TaskError};
use crate::polled_by::PolledBy;
use crate::scheduler::{self, CurrentScheduler, Surrounding, TaskScheduler};
use valuetask::{PooledFuture, ValueTask};

impl<T: Send + Sync + 'static> Task<T> {
    /// Spawns a future on the current scheduler, and returns a task for its output.
    ///
    /// If the future panics, the task is faulted with the [panic](TaskError::is_panicked), and the thread of the
    /// [scheduler] continues. If the scheduler drops the future, the task is faulted with [`Abandoned`](valuetask::Abandoned).
    /// The future is dropped before the task is completed.
    ///
    /// Dropping the task doesn't stop the future. Spawned work that nothing can wake lasts as long as its runtime; that of the
    /// [default scheduler](crate::scheduler) lasts until the process ends. To end it earlier, spawn it [owned by its handle](Self::spawn_owned)
    /// or [with a token](Self::spawn_with).
    ///
    /// # Panics
    ///
    /// If there is [no scheduler](CurrentScheduler).
    ///
    /// # Allocation
    ///
    /// A slot of the [pool](valuetask::pool), and what the scheduler allocates: tokio's runtimes once. An [installed](crate::scheduler::install)
    /// scheduler takes a second slot, for the future.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "rt")] {
    /// use valuetask_tasks::Task;
    ///
    /// let task = Task::spawn(async { 6 * 7 });
    /// assert_eq!(pollster::block_on(task), Ok(42));
    ///
    /// let task = Task::<u32>::spawn(async { panic!("no answer") });
    /// let error = pollster::block_on(task).unwrap_err();
    /// assert_eq!(error.panic_message(), Some("no answer"));
    /// # }
    /// ```
    #[inline]
    #[track_caller]
    pub fn spawn<F: Future<Output = T> + Send + 'static>(future: F) -> Self {
        Self::launch(&scheduler::current(), adapted(future, Ok))
    }

    /// Spawns a value task on the current scheduler, as [`spawn`](Self::spawn).
    ///
    /// A value that is ready becomes the result, and nothing is spawned.
    ///
    /// # Panics
    ///
    /// If the value task is pending, and there is [no scheduler](CurrentScheduler).
    ///
    /// # Allocation
    ///
    /// As [`from_result`](Self::from_result) or [`spawn`](Self::spawn).
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "rt")] {
    /// use valuetask::ValueTask;
    /// use valuetask_tasks::Task;
    ///
    /// let ready = Task::spawn_task(ValueTask::ready(7));
    /// assert_eq!(ready.result(), Some(Ok(&7)));
    /// let task = Task::spawn_task(ValueTask::from_future(async { 7 }));
    /// assert_eq!(task.blocking_wait(), Ok(&7));
    /// # }
    /// ```
    #[track_caller]
    pub fn spawn_task(task: ValueTask<'static, T>) -> Self {
        match task.try_result() {
            Ok(value) => Self::from_result(value),
            Err(pending) => Self::spawn(PooledFuture::from(pending)),
        }
    }

    /// Spawns a future on this scheduler, as [`spawn`](Self::spawn).
    #[inline]
    #[track_caller]
    pub fn spawn_on<F>(scheduler: &(impl TaskScheduler + ?Sized), future: F) -> Self
    where
        F: Future<Output = T> + Send + 'static,
    {
        let (source, task) = Work::pair();
        scheduler.schedule(ValueTask::from_future(PolledBy::new(Some(adapted(future, Ok)), source)));
        task
    }

    /// Spawns a future that may fail, as [`spawn`](Self::spawn).
    ///
    /// An error faults the task, and a cancellation cancels it. Convert an error that isn't `Into<TaskError>` by [`TaskError::new`]:
    /// `.map_err(TaskError::new)?`.
    ///
    /// # Errors
    ///
    /// The error of the task is that of the future. The call itself doesn't fail.
    ///
    /// # Panics
    ///
    /// As [`spawn`](Self::spawn).
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "rt")] {
    /// use valuetask_tasks::Task;
    ///
    /// let task = Task::try_spawn(async { std::fs::read_to_string("/no/such/file") });
    /// let error = pollster::block_on(task).unwrap_err();
    /// assert!(error.downcast_ref::<std::io::Error>().is_some());
    /// # }
    /// ```
    #[track_caller]
    pub fn try_spawn<F, E>(future: F) -> Self
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
        E: Into<TaskError>, // an error of your own becomes one by `.map_err(TaskError::new)`
    {
        Self::launch(&scheduler::current(), adapted(future, |output| output.map_err(Into::into)))
    }

    #[inline]
    pub(super) fn launch(
        scheduler: &Surrounding,
        future: impl Future<Output = TaskResult<T>> + Send + 'static,
    ) -> Self {
        let (source, task) = Work::pair();
        scheduler.spawn(PolledBy::new(Some(future), source));
        task
    }

    /// Calls a closure on a thread for blocking work, and returns a task for its result.
    ///
    /// The closure may block or compute for long: it doesn't hold up [spawned](Self::spawn) futures. The
    /// [current scheduler](crate::scheduler) has the thread.
    ///
    /// If the closure panics, the task is faulted with the [panic](TaskError::is_panicked), and the thread continues. Dropping the task
    /// doesn't stop the closure.
    ///
    /// # Panics
    ///
    /// If there is [no scheduler](CurrentScheduler).
    ///
    /// # Allocation
    ///
    /// A slot of the [pool](valuetask::pool), one allocation, and what the scheduler allocates.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "rt")] {
    /// use valuetask_tasks::Task;
    ///
    /// let sum = Task::spawn_blocking(|| (1..=1000_u64).sum::<u64>());
    /// assert_eq!(sum.blocking_wait(), Ok(&500_500));
    /// # }
    /// ```
    #[track_caller]
    pub fn spawn_blocking<F: FnOnce() -> T + Send + 'static>(work: F) -> Self {
        Self::blocking_on(&CurrentScheduler, || Ok(work()))
    }

    /// Calls a closure that may block and may fail, as [`spawn_blocking`](Self::spawn_blocking).
    ///
    /// An error faults the task, and a cancellation cancels it. Convert an error that isn't `Into<TaskError>` by [`TaskError::new`]:
    /// `.map_err(TaskError::new)?`.
    ///
    /// A closure can't be stopped from outside. To cancel it by a token (feature `cancel`), begin it with `token.check()?`, and check
    /// again where it may stop.
    ///
    /// # Errors
    ///
    /// The error of the task is that of the closure. The call itself doesn't fail.
    ///
    /// # Panics
    ///
    /// As [`spawn_blocking`](Self::spawn_blocking).
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(all(feature = "cancel", feature = "rt"))] {
    /// use valuetask_tasks::cancel::{CancellationToken, CancellationTokenExt};
    /// use valuetask_tasks::{Task, TaskError};
    ///
    /// let token = CancellationToken::new();
    /// let asked = token.clone();
    /// let task = Task::try_spawn_blocking(move || -> Result<u32, TaskError> {
    ///     loop {
    ///         asked.check()?;
    ///     }
    /// });
    /// token.cancel();
    /// assert_eq!(task.blocking_wait().unwrap_err().cancellation_token(), Some(&token));
    /// # }
    /// ```
    #[track_caller]
    pub fn try_spawn_blocking<F, E>(work: F) -> Self
    where
        F: FnOnce() -> Result<T, E> + Send + 'static,
        E: Into<TaskError>, // an error of your own becomes one by `.map_err(TaskError::new)`
    {
        Self::blocking_on(&CurrentScheduler, || work().map_err(Into::into))
    }

    /// Calls a closure on a thread for blocking work of this scheduler.
    #[track_caller]
    pub(crate) fn blocking_on<F>(scheduler: &(impl TaskScheduler + ?Sized), work: F) -> Self
    where
        F: FnOnce() -> TaskResult<T> + Send + 'static,
    {
        let (source, task) = Work::pair();
        // A tuple drops its fields in order: the closure before the source. Captures would drop in an unspecified one.
        let blocking = (work, source);
        scheduler.schedule_blocking(Box::new(move || complete(blocking)));
        task
    }
}

/// Completes the task of blocking work.
fn complete<T>((work, mut source): (impl FnOnce() -> TaskResult<T>, Work<T>)) {
    source.complete(caught(work));
}
