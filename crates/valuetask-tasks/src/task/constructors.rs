//! Constructors of tasks without a source and of pending ones, and conversions into [`ValueTask`] and [`PooledFuture`].
#![forbid(unsafe_code)]

use core::future::IntoFuture;

use super::cell::Handle;
use super::error::TaskResult;
use super::{Task, TaskError};
use valuetask::{PooledFuture, ValueTask};

impl Task {
    /// Returns a task that has completed with `()`.
    ///
    /// # Allocation
    ///
    /// None.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::Task;
    ///
    /// const DONE: Task = Task::completed();
    /// assert!(DONE.is_completed_successfully());
    /// ```
    #[inline]
    pub const fn completed() -> Self {
        Self(Handle::on_none())
    }
}

impl<T> Task<T> {
    /// Creates a task that has completed with a result.
    ///
    /// The result is `'static`: if drops nest more than 16 deep, it is dropped when the outermost one returns.
    ///
    /// # Allocation
    ///
    /// One slot of the [pool](valuetask::pool); none for `()`.
    #[inline]
    pub fn from_result(result: T) -> Self
    where
        T: 'static,
    {
        Self(Handle::of_unit().unwrap_or_else(|| Handle::complete(Ok(result))))
    }

    /// Creates a task that has failed with an error, or is canceled if that is a cancellation.
    ///
    /// Convert an error that isn't `Into<TaskError>` by [`TaskError::new`].
    pub fn from_error(error: impl Into<TaskError>) -> Self {
        // Without a result, so it need not be a `'static` one.
        Self(Handle::complete(Err(error.into())))
    }

    /// Creates a task that is canceled.
    pub fn canceled() -> Self {
        Self::from_error(TaskError::canceled())
    }

    #[inline]
    pub(crate) fn from_outcome(outcome: TaskResult<T>) -> Self
    where
        T: 'static,
    {
        Self(Handle::complete(outcome))
    }

    /// Creates a task that nothing completes.
    pub(super) fn endless() -> Self
    where
        T: 'static,
    {
        Self(Handle::endless())
    }
}

/// Awaits the task, in a slot of the [pool](valuetask::pool).
impl<T: Clone + Send + Sync + 'static> From<Task<T>> for PooledFuture<'static, Result<T, TaskError>> {
    #[inline]
    fn from(task: Task<T>) -> Self {
        Self::new(task.into_future())
    }
}

impl<T: Clone + Send + Sync + 'static> Task<T> {
    /// Makes a value task that awaits this. It is ready if this is complete.
    ///
    /// `ValueTask::from` does so, too, but converts any value: there both types have to be known (E0282).
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::Task;
    ///
    /// let task = Task::from_result(7).into_value_task();
    /// assert_eq!(task.try_result().ok(), Some(Ok(7)));
    /// ```
    #[inline]
    pub fn into_value_task(self) -> ValueTask<'static, Result<T, TaskError>> {
        if self.is_completed() {
            return ValueTask::ready(self.into_outcome());
        }
        ValueTask::from_future(self.into_future())
    }
}

/// Awaits the task, as `into_value_task` does.
impl<T: Clone + Send + Sync + 'static> From<Task<T>> for ValueTask<'static, Result<T, TaskError>> {
    #[inline]
    fn from(task: Task<T>) -> Self {
        task.into_value_task()
    }
}
