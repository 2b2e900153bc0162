//! [`Task::continue_with`], and its forms for success, failure and cancellation.
#![forbid(unsafe_code)]

use super::code;
use super::error::caught;
use super::{Task, TaskError};

impl<T: Send + Sync + 'static> Task<T> {
    /// Continues this task by code that may fail.
    pub(super) fn then<U: Send + Sync + 'static>(
        &self,
        code: impl FnOnce(&Self) -> Result<U, TaskError> + Send + 'static,
    ) -> Task<U> {
        if self.is_completed() {
            return Task::from_outcome(caught(|| code(self)));
        }
        code::after(self, code)
    }

    /// Runs code once this task has completed, in any way, and returns a task for its result.
    ///
    /// The code runs inline: at once if the task is complete, otherwise within the call that completes it, after all awaiters were
    /// woken. Continuations run in registration order. If completions nest more than 16 deep, they are queued and run when the outermost
    /// call returns. Dropping the returned handle doesn't stop the code from running.
    ///
    /// The code should be short. For code that [blocks](Task#blocking) or takes long, use [`continue_with_on`](Self::continue_with_on).
    ///
    /// # Errors
    ///
    /// A panic of the code is the [error](TaskError::is_panicked) of the returned task. The completer of this task isn't told.
    ///
    /// # Cancel safety
    ///
    /// Dropping the returned task doesn't stop the code. A continuation of a combined task keeps that task and its inputs until it runs. If an
    /// input never completes, such as an endless [`delay`](Task::delay), they are never freed. Combine it with a
    /// [token](Self::with_cancellation) instead.
    ///
    /// # Allocation
    ///
    /// Two slots of the [pool](crate::pool), one for the task and one for the code, none in steady state.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::TaskCompletionSource;
    ///
    /// let source = TaskCompletionSource::<u32>::new();
    /// let text = source.task().continue_with(|task| match task.result() {
    ///     Some(Ok(number)) => format!("the number {number}"),
    ///     _ => "no number".to_owned(),
    /// });
    /// source.set_result(7).expect("it's the first");
    /// assert_eq!(text.result(), Some(Ok(&"the number 7".to_owned())));
    /// ```
    pub fn continue_with<U: Send + Sync + 'static>(&self, code: impl FnOnce(&Self) -> U + Send + 'static) -> Task<U> {
        self.then(move |task| Ok(code(task)))
    }

    /// Runs code with the result of this task if it succeeds, and returns a task for its result.
    ///
    /// An error of this task is the error of the returned one. Otherwise as [`continue_with`](Self::continue_with).
    ///
    /// # Errors
    ///
    /// Those of this task, and a panic of the code.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::Task;
    ///
    /// let length = Task::from_result("seven".to_owned()).on_success(|text| text.len());
    /// assert_eq!(length.result(), Some(Ok(&5)));
    ///
    /// let length = Task::<String>::canceled().on_success(|text| text.len());
    /// assert!(length.is_canceled());
    /// ```
    pub fn on_success<U: Send + Sync + 'static>(&self, code: impl FnOnce(&T) -> U + Send + 'static) -> Task<U> {
        self.then(move |task| outcome(task).map(code).map_err(TaskError::clone))
    }

    /// Runs code with the error of this task if it fails, and returns a task for its result.
    ///
    /// If this task doesn't fail, the returned task has its result, which is cloned, or its cancellation. Otherwise as
    /// [`continue_with`](Self::continue_with).
    ///
    /// # Errors
    ///
    /// The cancellation, if this task was canceled, and a panic of the code.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::Task;
    ///
    /// let task = Task::from_error("no such file").on_faulted(|error| format!("({error})"));
    /// assert_eq!(task.result(), Some(Ok(&"(no such file)".to_owned())));
    /// ```
    pub fn on_faulted(&self, code: impl FnOnce(&TaskError) -> T + Send + 'static) -> Self
    where
        T: Clone,
    {
        self.then(move |task| match outcome(task) {
            Err(error) if error.is_faulted() => Ok(code(error)),
            other => other.cloned().map_err(TaskError::clone),
        })
    }

    /// Runs code if this task is canceled, and returns a task for its result.
    ///
    /// If this task isn't canceled, the returned task has its result, which is cloned, or its failure. Otherwise as
    /// [`continue_with`](Self::continue_with).
    ///
    /// # Errors
    ///
    /// Those of this task but for a cancellation, and a panic of the code.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::Task;
    ///
    /// let task = Task::canceled().on_canceled(|| "later".to_owned());
    /// assert_eq!(task.result(), Some(Ok(&"later".to_owned())));
    /// ```
    pub fn on_canceled(&self, code: impl FnOnce() -> T + Send + 'static) -> Self
    where
        T: Clone,
    {
        self.then(move |task| match outcome(task) {
            Err(error) if error.is_canceled() => Ok(code()),
            other => other.cloned().map_err(TaskError::clone),
        })
    }
}

/// Returns the outcome of a complete task.
pub(super) fn outcome<T>(task: &Task<T>) -> Result<&T, &TaskError> {
    task.result().expect("it is complete")
}

impl<T, E> Task<Result<T, E>>
where
    T: Clone + Send + Sync + 'static,
    E: Clone + Into<TaskError> + Send + Sync + 'static,
{
    /// Returns a task that fails with the error in the result of this one.
    ///
    /// Result and error are cloned.
    ///
    /// # Errors
    ///
    /// The error in the result of this task, or its own.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::Task;
    ///
    /// let task = Task::from_result("seven").on_success(|text| text.parse::<u32>().map_err(|error| error.to_string()));
    /// assert!(task.flatten_result().is_faulted());
    /// ```
    pub fn flatten_result(&self) -> Task<T> {
        self.then(|task| match outcome(task) {
            Ok(Ok(result)) => Ok(result.clone()),
            Ok(Err(error)) => Err(error.clone().into()),
            Err(error) => Err(error.clone()),
        })
    }
}
