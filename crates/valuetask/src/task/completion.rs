//! [`TaskCompletionSource`]: completes a task by hand.

use core::fmt;
use core::marker::PhantomData;
use core::panic::{RefUnwindSafe, UnwindSafe};

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::cell::TaskResult;
use super::not_set::{AlreadyCompleted, NotSet};
use super::status::TaskStatus;
use super::{Task, TaskError};
use crate::Abandoned;
use crate::scheduler::{CurrentScheduler, TaskScheduler};

/// [`Task::complete_on`], whose bounds on `T` are stricter than those of a source.
type CompleteOn<T> = fn(&Task<T>, &dyn TaskScheduler, TaskResult<T>) -> Result<(), TaskResult<T>>;

/// Completes a [`Task`] by hand.
///
/// The first call that sets a source completes its task. A later call returns its value in an error; by then the task's result can be
/// read. Threads may share a source, and each may try to set it.
///
/// The call that sets a source wakes the awaiters of its task, then runs its continuations, in registration order. No lock is held
/// meanwhile. If completions nest more than 16 deep, continuations are queued and run when the outermost call returns.
///
/// The scheduler of a [scheduled](Self::scheduled) source wakes the awaiters and runs the continuations.
///
/// A source that is dropped before it was set faults its task with [`Abandoned`]. A source that is leaked leaves it pending.
///
/// # Allocation
///
/// One slot of the [pool](crate::pool) for a source and its task together, none in steady state. Each waiter takes another.
///
/// # Synchronization
///
/// What happens before a source is set happens before its task is seen to be complete.
///
/// # Examples
///
/// ```
/// use valuetask::TaskCompletionSource;
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
    /// The scheduler that wakes and runs the waiters, unless the completer does.
    scheduler: Option<(Box<dyn TaskScheduler>, CompleteOn<T>)>,
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
    /// use valuetask::TaskCompletionSource;
    ///
    /// let (source, task) = TaskCompletionSource::channel();
    /// let thread = std::thread::spawn(move || source.set_result(7));
    /// assert_eq!(task.wait_owned(), Ok(7));
    /// # thread.join().unwrap().unwrap();
    /// ```
    #[inline]
    pub fn channel() -> (Self, Task<T>)
    where
        T: 'static,
    {
        let [task, second] = Task::pending(TaskStatus::Running);
        (Self::of(task), second)
    }

    /// Creates a source with its task, which is pending.
    #[inline]
    pub fn new() -> Self
    where
        T: 'static,
    {
        let [task] = Task::pending(TaskStatus::Running);
        Self::of(task)
    }

    fn of(task: Task<T>) -> Self {
        Self { task, scheduler: None, marker: PhantomData }
    }

    /// Creates a source whose continuations never run inside `set_result`.
    ///
    /// The [current scheduler](crate::scheduler) runs them, and wakes the awaiters. The task is complete when the call that sets the source
    /// returns. Use such a source if the caller of `set_result` holds a lock or has a deadline.
    ///
    /// If the scheduler drops this work, the drop wakes the awaiters and runs the continuations. A panic of a waker is lost.
    ///
    /// # Panics
    ///
    /// The call that sets the source panics if the scheduler does, or if there is [no scheduler](CurrentScheduler) on its thread. If such a
    /// thread may set the source, call `TokioScheduler::try_current()` inside the runtime, and pass that scheduler to
    /// [`scheduled_on`](Self::scheduled_on).
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "rt")] {
    /// use std::thread;
    /// use valuetask::TaskCompletionSource;
    ///
    /// let source = TaskCompletionSource::scheduled();
    /// let ran_on = source.task().continue_with(|_| thread::current().id());
    /// source.set_result(7).expect("it's the first");
    /// assert_ne!(ran_on.wait(), Ok(&thread::current().id()));
    /// # }
    /// ```
    pub fn scheduled() -> Self
    where
        T: Send + Sync + 'static,
    {
        Self::scheduled_on(CurrentScheduler)
    }

    /// Creates a source whose continuations run on a scheduler, as [`scheduled`](Self::scheduled).
    ///
    /// # Allocation
    ///
    /// As a source, and one allocation if the scheduler has a size.
    pub fn scheduled_on(scheduler: impl TaskScheduler + 'static) -> Self
    where
        T: Send + Sync + 'static,
    {
        let mut source = Self::new();
        source.scheduler = Some((Box::new(scheduler), Task::complete_on));
        source
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
        self.complete(Ok(result)).map_err(refused)
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
        self.complete(Err(error.into())).map_err(refused)
    }

    /// Completes the task with several errors.
    ///
    /// Awaiting the task returns one error that stands for the first. [`TaskError::errors`] has all of them.
    ///
    /// # Errors
    ///
    /// [`NotSet::NoErrors`] if there are none. [`NotSet::AlreadyCompleted`], with the flat list of errors, if the task is completed already.
    ///
    /// # Panics
    ///
    /// As [`set_result`](Self::set_result).
    pub fn set_errors(
        &self,
        errors: impl IntoIterator<Item = impl Into<TaskError>>,
    ) -> Result<(), NotSet<Vec<TaskError>>> {
        let Some(error) = TaskError::several(errors.into_iter().map(Into::into)) else {
            return Err(NotSet::NoErrors);
        };
        self.set_error(error).map_err(|AlreadyCompleted(error)| NotSet::AlreadyCompleted(error.errors().to_vec()))
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

    /// Completes the task with a clone of another task's result, or with its error.
    ///
    /// # Errors
    ///
    /// [`NotSet::Pending`] if the other task is pending. [`NotSet::AlreadyCompleted`] if this source's task is completed already. Both hold
    /// the other task.
    ///
    /// # Panics
    ///
    /// As [`set_result`](Self::set_result). If cloning the result panics, the task stays pending.
    pub fn set_from_task<'t>(&self, other: &'t Task<T>) -> Result<(), NotSet<&'t Task<T>>>
    where
        T: Clone,
    {
        let Some(outcome) = other.result() else { return Err(NotSet::Pending(other)) };
        let outcome = outcome.cloned().map_err(TaskError::clone);
        self.complete(outcome).map_err(|_| NotSet::AlreadyCompleted(other))
    }

    #[inline]
    fn complete(&self, outcome: TaskResult<T>) -> Result<(), TaskResult<T>> {
        match &self.scheduler {
            None => self.task.complete(outcome),
            Some((scheduler, complete_on)) => complete_on(&self.task, scheduler, outcome),
        }
    }
}

/// A source of one word, which is set once by its only owner.
pub(super) struct OwnSource<T>(Option<Task<T>>, PhantomData<fn(T)>);

impl<T> OwnSource<T> {
    /// Makes the only source of a task.
    #[inline]
    pub(super) fn of(task: Task<T>) -> Self {
        Self(Some(task), PhantomData)
    }

    /// The task, until it is set.
    pub(super) fn task(&self) -> Option<&Task<T>> {
        self.0.as_ref()
    }

    #[inline]
    pub(super) fn set(mut self, outcome: TaskResult<T>) {
        // This is the only source. Without it nothing is left to abandon.
        if let Some(task) = self.0.take() {
            task.complete_and_leave(outcome);
        }
    }
}

impl<T> Drop for OwnSource<T> {
    #[inline]
    fn drop(&mut self) {
        if let Some(mut task) = self.0.take()
            && is_abandoned(&mut task)
        {
            task.complete_and_leave(Err(TaskError::new(Abandoned)));
        }
    }
}

/// Returns `true` if a task whose source is dropped has to be faulted: it wasn't set, and it has another handle or a waiter.
#[inline]
fn is_abandoned<T>(task: &mut Task<T>) -> bool {
    // The caller has the source alone, so no other thread is about to set it.
    !task.is_completed() && !task.is_unknown()
}

// As for `Task`: the result is shared by reference alone, and so is the scheduler.
impl<T: RefUnwindSafe> UnwindSafe for TaskCompletionSource<T> {}
impl<T: RefUnwindSafe> RefUnwindSafe for TaskCompletionSource<T> {}

impl<T> Drop for TaskCompletionSource<T> {
    fn drop(&mut self) {
        if is_abandoned(&mut self.task) {
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
