//! Conversions from [`ValueTask`], [`PooledFuture`] and [`Task`], and `#[async_method]` for [`Shared`].
#![forbid(unsafe_code)]

use core::future::IntoFuture;

use super::Shared;
use crate::task::Task;
use crate::task::error::caught;
use crate::{PooledFuture, TaskLike, ValueTask};

impl<T: 'static> ValueTask<'static, T> {
    /// Converts this into a [`Shared`], which can be cloned and awaited any number of times.
    ///
    /// A value that is ready becomes the result. A pending task is polled by the awaiters.
    ///
    /// # Allocation
    ///
    /// As [`Shared`]; one slot if the value is ready.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::ValueTask;
    ///
    /// let shared = ValueTask::ready(7).into_shared();
    /// assert_eq!(shared.result(), Some(Ok(&7)));
    /// ```
    #[inline]
    pub fn into_shared(self) -> Shared<T> {
        match self.try_result() {
            Ok(value) => Shared::completed(Ok(value)),
            Err(pending) => Shared::new(pending.suspended()),
        }
    }

    /// Spawns this on the current scheduler, as [`Task::spawn`]. A value that is ready becomes the result, and nothing is spawned.
    ///
    /// # Panics
    ///
    /// If this is pending, and there is [no scheduler](crate::scheduler::CurrentScheduler).
    ///
    /// # Allocation
    ///
    /// As [`Task::from_result`] or [`Task::spawn`].
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "rt")] {
    /// use valuetask::ValueTask;
    ///
    /// let ready = ValueTask::ready(7).spawn();
    /// assert_eq!(ready.result(), Some(Ok(&7)));
    /// let task = ValueTask::from_future(async { 7 }).spawn();
    /// assert_eq!(task.blocking_wait(), Ok(&7));
    /// # }
    /// ```
    #[track_caller]
    pub fn spawn(self) -> Task<T>
    where
        T: Send + Sync,
    {
        match self.try_result() {
            Ok(value) => Task::from_result(value),
            Err(pending) => Task::spawn(pending.suspended()),
        }
    }
}

impl<T: 'static> PooledFuture<'static, T> {
    /// Converts this into a [`Shared`], as [`Shared::new`].
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::PooledFuture;
    ///
    /// let shared = PooledFuture::new(async { 7 }).into_shared();
    /// let (once, again) = pollster::block_on(async { ((&shared).await, (&shared).await) });
    /// assert_eq!((once, again), (Ok(7), Ok(7)));
    /// ```
    #[inline]
    pub fn into_shared(self) -> Shared<T> {
        Shared::new(self)
    }

    /// Spawns this on the current scheduler, as [`Task::spawn`].
    ///
    /// # Panics
    ///
    /// If there is [no scheduler](crate::scheduler::CurrentScheduler).
    #[track_caller]
    pub fn spawn(self) -> Task<T>
    where
        T: Send + Sync,
    {
        Task::spawn(self)
    }
}

/// Awaits the task. If it is complete, so is the shared future.
impl<T: Clone + Send + Sync + 'static> From<Task<T>> for Shared<T> {
    fn from(task: Task<T>) -> Self {
        if task.is_completed() { Self::completed(task.into_outcome()) } else { Self::try_new(task.into_future()) }
    }
}

/// Runs the body at the call, up to the first await that is pending. The rest is polled by the awaiters. A panic of either part is the
/// error.
#[diagnostic::do_not_recommend]
impl<T: 'static> TaskLike for Shared<T> {
    type Task = ValueTask<'static, T>;

    #[inline]
    fn from_task(task: ValueTask<'static, T>) -> Self {
        task.into_shared()
    }

    #[inline]
    fn from_call(call: impl FnOnce() -> Self::Task) -> Self {
        match caught(|| Ok(call())) {
            Ok(task) => Self::from_task(task),
            Err(panicked) => Self::completed(Err(panicked)),
        }
    }
}
