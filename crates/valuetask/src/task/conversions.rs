//! Conversions between [`Task`], [`ValueTask`] and [`PooledFuture`], and `#[async_method]` for [`Task`].
#![forbid(unsafe_code)]

use core::future::IntoFuture;

use super::{Task, TaskError};
use crate::{PooledFuture, TaskLike, ValueTask};

impl<T> ValueTask<'static, T> {
    /// Converts this into a [`Task`], which can be cloned and awaited any number of times.
    ///
    /// A value that is ready becomes the result. A pending task becomes a lazy one, as by [`Task::from_future`].
    ///
    /// # Allocation
    ///
    /// As [`Task::from_result`] or [`Task::from_future`].
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::ValueTask;
    ///
    /// let task = ValueTask::ready(7).into_task();
    /// assert_eq!(task.result(), Some(Ok(&7)));
    /// ```
    #[inline]
    pub fn into_task(self) -> Task<T>
    where
        T: 'static,
    {
        match self.try_result() {
            Ok(value) => Task::from_result(value),
            Err(pending) => Task::from_future(pending.suspended()),
        }
    }
}

impl<T: 'static> PooledFuture<'static, T> {
    /// Converts this into a [`Task`], which can be cloned and awaited any number of times.
    ///
    /// The task is lazy, as by [`Task::from_future`].
    ///
    /// # Allocation
    ///
    /// As [`Task::from_future`].
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::PooledFuture;
    ///
    /// let task = PooledFuture::new(async { 7 }).into_task();
    /// let (once, again) = pollster::block_on(async { ((&task).await, (&task).await) });
    /// assert_eq!((once, again), (Ok(7), Ok(7)));
    /// ```
    #[inline]
    pub fn into_task(self) -> Task<T> {
        Task::from_future(self)
    }
}

/// Awaits the task, in a slot of the [pool](crate::pool).
impl<T: Clone + Send + Sync + 'static> From<Task<T>> for PooledFuture<'static, Result<T, TaskError>> {
    #[inline]
    fn from(task: Task<T>) -> Self {
        Self::new(task.into_future())
    }
}

/// Awaits the task. If the task is complete, the value task is ready.
impl<T: Clone + Send + Sync + 'static> From<Task<T>> for ValueTask<'static, Result<T, TaskError>> {
    #[inline]
    fn from(task: Task<T>) -> Self {
        if task.is_completed() {
            return Self::ready(task.into_outcome());
        }
        Self::from_future(task.into_future())
    }
}

/// Runs the body at the call, up to the first await that is pending.
///
/// The rest is polled by the awaiters of the task.
#[diagnostic::do_not_recommend]
impl<T: 'static> TaskLike for Task<T> {
    type Task = ValueTask<'static, T>;

    #[inline]
    fn from_task(task: ValueTask<'static, T>) -> Self {
        task.into_task()
    }
}
