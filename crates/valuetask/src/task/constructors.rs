//! Constructors of tasks without a source and of pending ones, and conversions into [`ValueTask`] and [`PooledFuture`].
#![forbid(unsafe_code)]

use core::any::TypeId;
use core::future::IntoFuture;
use core::marker::PhantomData;

use super::cell::TaskCell;
use super::error::TaskResult;
use super::{Task, TaskError};
use crate::{PooledFuture, ValueTask};

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
    /// use valuetask::Task;
    ///
    /// const DONE: Task = Task::completed();
    /// assert!(DONE.is_completed_successfully());
    /// ```
    #[inline]
    pub const fn completed() -> Self {
        Self { header: Self::NOWHERE, marker: PhantomData }
    }
}

impl<T> Task<T> {
    /// Creates a task that has completed with a result.
    ///
    /// The result is `'static`: if drops nest more than 16 deep, it is dropped when the outermost one returns.
    ///
    /// # Allocation
    ///
    /// One slot of the [pool](crate::pool); none for `()`.
    #[inline]
    pub fn from_result(result: T) -> Self
    where
        T: 'static,
    {
        if TypeId::of::<T>() == TypeId::of::<()>() {
            return Self { header: Self::NOWHERE, marker: PhantomData };
        }
        Self::from_outcome(Ok(result))
    }

    /// Creates a task that has failed with an error, or is canceled if that is a cancellation.
    ///
    /// Convert an error that isn't `Into<TaskError>` by [`TaskError::new`].
    pub fn from_error(error: impl Into<TaskError>) -> Self {
        // Without a result, so it need not be a `'static` one.
        Self { header: TaskCell::<T>::stored_complete(Err(error.into())), marker: PhantomData }
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
        Self { header: TaskCell::stored_complete(outcome), marker: PhantomData }
    }

    /// Creates a pending task with this number of handles.
    #[inline]
    pub(super) fn pending<const N: usize>() -> [Self; N]
    where
        T: 'static,
    {
        [TaskCell::<T>::stored_pending(N); N].map(|header| Self { header, marker: PhantomData })
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
