//! Constructors of tasks without a source: complete ones, and lazy ones.
#![forbid(unsafe_code)]

use core::any::TypeId;
use core::future::Future;
use core::marker::PhantomData;

use super::adapters::adapted;
use super::cell::{TaskCell, TaskResult};
use super::{Task, TaskError, TaskStatus, future_cell};

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

    /// Creates a lazy task from a future: the future is polled by the task's awaiters.
    ///
    /// Prefer [`Shared::new`](crate::Shared::new), which does the same, and says so by its type.
    ///
    /// If the awaiter that is polling it is dropped, another one takes over. The future is dropped as soon as it is ready, or with the
    /// last handle. If it panics, the task fails with the [panic](TaskError::is_panicked). If its output is a `Result`, so is the
    /// result of the task: see [`try_from_future`](Self::try_from_future).
    ///
    /// A future that awaits its own task never completes. A future that blocks uses [`wait`](Self::wait): see [Blocking](Task#blocking).
    ///
    /// # Allocation
    ///
    /// One slot or block of the [pool](crate::pool), for the future and all that belongs to the task; none in steady state.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::{Task, TaskStatus};
    ///
    /// let task = Task::from_future(async { 7 });
    /// assert_eq!(task.status(), TaskStatus::Created);
    /// let both = pollster::block_on(async { (task.clone().await, (&task).await) });
    /// assert_eq!(both, (Ok(7), Ok(7)));
    /// ```
    pub fn from_future<F: Future<Output = T> + Send + 'static>(future: F) -> Self
    where
        T: 'static,
    {
        Self { header: future_cell::store(adapted(future, Ok)), marker: PhantomData }
    }

    /// Creates a lazy task from a future that may fail, as [`from_future`](Self::from_future).
    ///
    /// The error of the future is the error of the task. A cancellation cancels the task. Convert an error that isn't `Into<TaskError>` by
    /// [`TaskError::new`].
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::Task;
    ///
    /// let task = Task::try_from_future(async { "x".parse::<u32>().map_err(|error| error.to_string()) });
    /// assert!(pollster::block_on(&task).is_err());
    /// assert!(task.is_faulted());
    /// ```
    pub fn try_from_future<E, F: Future<Output = Result<T, E>> + Send + 'static>(future: F) -> Self
    where
        T: 'static,
        E: Into<TaskError>, // an error of your own becomes one by `.map_err(TaskError::new)`
    {
        Self { header: future_cell::store(adapted(future, |output| output.map_err(Into::into))), marker: PhantomData }
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
    pub(super) fn pending<const N: usize>(phase: TaskStatus) -> [Self; N]
    where
        T: 'static,
    {
        [TaskCell::<T>::stored_pending(N, phase); N].map(|header| Self { header, marker: PhantomData })
    }
}
