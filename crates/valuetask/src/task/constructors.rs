//! How a task is made without a source: of what it has come to, or of a future.
#![forbid(unsafe_code)]

use core::future::Future;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;

use super::cell::{Cell, Outcome};
use super::{Phase, Task, TaskError, adapters, future_cell};

impl Task {
    /// The task that is complete.
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
    /// A task that has its result.
    ///
    /// The result may not borrow: where the last handle is dropped deep within other drops, it is destroyed when those are through.
    ///
    /// # Allocation
    ///
    /// One slot of the [pool](crate::pool); none for a result without size and destructor.
    #[inline]
    pub fn from_result(result: T) -> Self
    where
        T: 'static,
    {
        if Self::NEEDS_NO_CELL {
            // It is wherever one looks.
            let _ = ManuallyDrop::new(result);
            return Self { header: Self::NOWHERE, marker: PhantomData };
        }
        Self::from_outcome(Ok(result))
    }

    /// A task that has failed with this error, or is canceled if the error is a cancellation.
    ///
    /// An error type that isn't `Into<TaskError>` is made one by [`TaskError::new`].
    pub fn from_error(error: impl Into<TaskError>) -> Self {
        // Without a result, so it need not be a `'static` one.
        Self { header: Cell::<T>::stored_complete(Err(error.into())), marker: PhantomData }
    }

    /// A task that is canceled.
    pub fn canceled() -> Self {
        Self::from_error(TaskError::canceled())
    }

    /// A task whose result is what this future yields. It runs when the task is awaited, and is driven by whoever awaits it: if that one
    /// is dropped, by any other.
    ///
    /// The future is dropped as soon as it is ready, or when the last handle goes. If it panics, the task has failed with
    /// [that](TaskError::is_panicked). An error of its own is part of its result: see [`from_fallible`](Self::from_fallible).
    ///
    /// It must not await its own task, which would never be complete. If it has to block, it does so by [`wait`](Self::wait): another `block_on`
    /// may hang far down a chain of tasks, or in a task within [one](Self::flatten) that others wait for, too, as there what the thread drives and
    /// wakes may be put off until the outermost is through.
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
        Self { header: future_cell::store(adapters::Infallible(future)), marker: PhantomData }
    }

    /// Makes a task of a future that may fail, as [`from_future`](Self::from_future): its error is the task's, and
    /// one that is a cancellation cancels it. An error type that isn't `Into<TaskError>` is made one by [`TaskError::new`].
    /// If it has to block, it does so by [`wait`](Self::wait), as there.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::Task;
    ///
    /// let task = Task::from_fallible(async { "x".parse::<u32>().map_err(|error| error.to_string()) });
    /// assert!(pollster::block_on(&task).is_err());
    /// assert!(task.is_faulted());
    /// ```
    pub fn from_fallible<E, F: Future<Output = Result<T, E>> + Send + 'static>(future: F) -> Self
    where
        T: 'static,
        E: Into<TaskError>, // an error of your own becomes one by `.map_err(TaskError::new)`
    {
        Self { header: future_cell::store(adapters::Fallible(future)), marker: PhantomData }
    }

    #[inline]
    pub(crate) fn from_outcome(outcome: Outcome<T>) -> Self
    where
        T: 'static,
    {
        Self { header: Cell::stored_complete(outcome), marker: PhantomData }
    }

    /// A pending task.
    #[inline]
    pub(super) fn pending(phase: Phase) -> Self
    where
        T: 'static,
    {
        Self { header: Cell::<T>::stored_pending(1, phase), marker: PhantomData }
    }

    /// A pending task with two handles.
    #[inline]
    pub(super) fn pending_pair(phase: Phase) -> [Self; 2]
    where
        T: 'static,
    {
        let header = Cell::<T>::stored_pending(2, phase);
        [header, header].map(|header| Self { header, marker: PhantomData })
    }
}
