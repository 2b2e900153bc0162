//! What a task has completed with: [`TaskStatus`], and the methods that read it without waiting.
#![forbid(unsafe_code)]

use core::fmt;

use super::error::TaskResult;
use super::{Task, TaskError};

/// The stage of a task.
///
/// A task never returns to an earlier stage. The last three are final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TaskStatus {
    /// Not complete: running, handed to a scheduler, or waiting for its completion source to be set.
    Running,
    /// Completed with a result.
    Succeeded,
    /// Completed with an error that isn't a cancellation.
    Faulted,
    /// Completed with a cancellation.
    Canceled,
}

impl TaskStatus {
    pub(crate) fn of<T>(outcome: Option<Result<&T, &TaskError>>) -> Self {
        match outcome {
            None => Self::Running,
            Some(Ok(_)) => Self::Succeeded,
            Some(Err(error)) if error.is_canceled() => Self::Canceled,
            Some(Err(_)) => Self::Faulted,
        }
    }
}

impl<T> Task<T> {
    /// Returns the result by reference, or an error if the task failed; `None` if it is pending.
    ///
    /// Never blocks or polls.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::Task;
    ///
    /// /// Not `Clone`.
    /// struct Unique(u32);
    ///
    /// let task = Task::from_result(Unique(7));
    /// let unique = task.result().expect("complete").expect("a result");
    /// assert_eq!(unique.0, 7);
    /// ```
    #[inline]
    pub fn result(&self) -> Option<Result<&T, &TaskError>> {
        let outcome = self.0.outcome();
        if let Some(Err(_)) = outcome {
            self.0.observe();
        }
        outcome
    }

    /// Returns the status of the task.
    pub fn status(&self) -> TaskStatus {
        TaskStatus::of(self.0.outcome())
    }

    /// Returns `true` if the task has completed: awaiting it doesn't suspend.
    #[inline]
    pub fn is_completed(&self) -> bool {
        self.0.is_complete()
    }

    /// Returns `true` if the task has completed with a result.
    #[inline]
    pub fn is_completed_successfully(&self) -> bool {
        matches!(self.0.outcome(), Some(Ok(_)))
    }

    /// Returns `true` if the task has completed with an error that isn't a cancellation.
    pub fn is_faulted(&self) -> bool {
        matches!(self.0.outcome(), Some(Err(error)) if error.is_faulted())
    }

    /// Returns `true` if the task was canceled.
    pub fn is_canceled(&self) -> bool {
        matches!(self.0.outcome(), Some(Err(error)) if error.is_canceled())
    }

    /// Returns `true` if two handles are on the same task.
    ///
    /// Tasks that took no memory, such as two of [`completed`](Self::completed), count as the same task.
    pub fn ptr_eq(&self, other: &Self) -> bool {
        self.0.is_on_same(&other.0)
    }

    /// Returns the result by value if the task is complete and this is its last handle, or the task otherwise.
    ///
    /// `T` need not be `Clone`. Call it after an await of [`settled`](Self::settled), or after [`blocking_wait`](Self::blocking_wait).
    /// A [continuation](Self::continue_with) has a handle until its code has run, and a [source](super::TaskCompletionSource) until it is
    /// dropped; spawned work, a delay and a combination have none.
    ///
    /// # Errors
    ///
    /// The task, if it is pending or has other handles. Its own error is in the inner result, and counts as
    /// [observed](super::set_unobserved_hook).
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::Task;
    ///
    /// /// Not `Clone`.
    /// #[derive(Debug)]
    /// struct Connection(u32);
    ///
    /// let task = Task::from_result(Connection(7));
    /// let other = task.clone();
    /// let task = task.try_unwrap().expect_err("there are two handles");
    /// drop(other);
    /// let connection = task.try_unwrap().expect("the last handle").expect("a result");
    /// assert_eq!(connection.0, 7);
    /// ```
    pub fn try_unwrap(self) -> Result<Result<T, TaskError>, Self> {
        self.0.take().map_err(Self)
    }
}

impl<T> Task<T> {
    /// The outcome of a complete task, by reference.
    #[inline]
    pub(crate) fn lent_outcome(&self) -> Result<&T, &TaskError> {
        self.result().expect("the task is complete")
    }
}

impl<T: Clone> Task<T> {
    /// The outcome of a complete task: moved out if this is the last handle, and cloned otherwise.
    #[inline]
    pub(crate) fn into_outcome(self) -> TaskResult<T> {
        self.0.take().unwrap_or_else(|handle| {
            let task = Self(handle);
            let outcome = task.cloned_outcome();
            // Not at the return, where a destructor that panics would leak the clone.
            drop(task);
            outcome
        })
    }

    /// The outcome of a complete task, cloned.
    #[inline]
    pub(crate) fn cloned_outcome(&self) -> TaskResult<T> {
        self.lent_outcome().cloned().map_err(TaskError::clone)
    }
}

impl<T> fmt::Debug for Task<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Task").field(&self.status()).finish()
    }
}
