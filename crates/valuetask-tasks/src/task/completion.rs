//! [`TaskCompletionSource`]: completes a task by hand.
#![forbid(unsafe_code)]

use core::error::Error;
use core::fmt;
use core::marker::PhantomData;
use core::panic::{RefUnwindSafe, UnwindSafe};

use super::cell::Handle;
use super::error::TaskResult;
use super::{Task, TaskError};
use valuetask::Abandoned;

/// The error of a completion source whose task is completed already, with the rejected value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AlreadyCompleted<V>(
    /// The rejected value.
    pub V,
);

impl<V> fmt::Debug for AlreadyCompleted<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AlreadyCompleted(..)")
    }
}

impl<V> fmt::Display for AlreadyCompleted<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the task of this completion source is completed already: read its result, or make another source")
    }
}

impl<V> Error for AlreadyCompleted<V> {}

/// Completes a [`Task`] by hand.
///
/// The first call that sets a source completes its task. A later call returns its value in an error; by then the task's result can be
/// read. Threads may share a source, and each may try to set it.
///
/// The call that sets a source wakes the awaiters of its task, then runs its continuations, in registration order. No lock is held
/// meanwhile. If completions nest more than 16 deep, continuations are queued and run when the outermost call returns.
///
/// If the caller holds a lock or has a deadline, let spawned work set the source: `Task::spawn(async move { source.set_result(value) })`.
///
/// A source that is dropped before it was set faults its task with [`Abandoned`]. A source that is leaked leaves it pending.
///
/// # Allocation
///
/// One slot of the [pool](valuetask::pool) for a source and its task together, and one for its waiters if there are several; none in
/// steady state.
///
/// # Synchronization
///
/// Setting a source synchronizes with observing that its task has completed.
///
/// # Examples
///
/// ```
/// use valuetask_tasks::TaskCompletionSource;
///
/// let source = TaskCompletionSource::new();
/// let task = source.task().clone();
/// let thread = std::thread::spawn(move || source.set_result(7));
/// assert_eq!(pollster::block_on(task), Ok(7));
/// # thread.join().unwrap().unwrap();
/// ```
#[must_use = "a source that is dropped before it is set faults its task"]
pub struct TaskCompletionSource<T = ()> {
    task: Task<T>,
    /// A source consumes values, so it isn't covariant in `T`, though its task is.
    marker: PhantomData<fn(T)>,
}

impl<T> TaskCompletionSource<T> {
    /// Creates a source and a handle on its task.
    ///
    /// The same as [`new`](Self::new) and a clone of [`task`](Self::task).
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::TaskCompletionSource;
    ///
    /// let (source, task) = TaskCompletionSource::channel();
    /// let thread = std::thread::spawn(move || source.set_result(7));
    /// assert_eq!(task.blocking_wait_owned(), Ok(7));
    /// # thread.join().unwrap().unwrap();
    /// ```
    #[inline]
    pub fn channel() -> (Self, Task<T>)
    where
        T: 'static,
    {
        let [task, second] = Handle::pending().map(Task);
        (Self { task, marker: PhantomData }, second)
    }

    /// Creates a source with its task, which is pending.
    #[inline]
    pub fn new() -> Self
    where
        T: 'static,
    {
        let [task] = Handle::pending().map(Task);
        Self { task, marker: PhantomData }
    }

    /// Returns the task by reference. Clone it to keep it.
    #[inline]
    pub const fn task(&self) -> &Task<T> {
        &self.task
    }

    /// Completes the task with a result.
    ///
    /// # Errors
    ///
    /// The result, if the task is completed already.
    ///
    /// # Panics
    ///
    /// If the waker of an awaiter does, after all others were woken: see [`Task`](Task#panics).
    #[inline]
    pub fn set_result(&self, result: T) -> Result<(), AlreadyCompleted<T>> {
        let refused = |outcome: TaskResult<T>| AlreadyCompleted(outcome.expect("a result comes back as it was"));
        self.task.0.fill(Ok(result)).map_err(refused)
    }

    /// Completes the task with an error, or cancels it if the error is a cancellation.
    ///
    /// Convert an error that isn't `Into<TaskError>` by [`TaskError::new`].
    ///
    /// # Errors
    ///
    /// The error, if the task is completed already.
    ///
    /// # Panics
    ///
    /// As [`set_result`](Self::set_result).
    pub fn set_error(&self, error: impl Into<TaskError>) -> Result<(), AlreadyCompleted<TaskError>> {
        let refused = |outcome: TaskResult<T>| AlreadyCompleted(outcome.err().expect("an error comes back as it was"));
        self.task.0.fill(Err(error.into())).map_err(refused)
    }

    /// Cancels the task.
    ///
    /// # Errors
    ///
    /// If the task is completed already.
    ///
    /// # Panics
    ///
    /// As [`set_result`](Self::set_result).
    pub fn set_canceled(&self) -> Result<(), AlreadyCompleted<()>> {
        self.set_error(TaskError::canceled()).map_err(|_| AlreadyCompleted(()))
    }
}

// As for `Task`: the result is shared by reference alone.
impl<T: RefUnwindSafe> UnwindSafe for TaskCompletionSource<T> {}
impl<T: RefUnwindSafe> RefUnwindSafe for TaskCompletionSource<T> {}

impl<T> Drop for TaskCompletionSource<T> {
    fn drop(&mut self) {
        if !self.task.is_completed() && !self.task.0.is_sole() {
            let _ = self.set_error(TaskError::new(Abandoned));
        }
    }
}

impl<T: 'static> Default for TaskCompletionSource<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for TaskCompletionSource<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskCompletionSource").field("task", &self.task).finish()
    }
}
