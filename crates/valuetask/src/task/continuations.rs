//! [`Task::continue_with`], and its forms for one way of ending.
//!
//! A continuation of a running task is code that is registered with it. One of a lazy task is lazy, too: a future that awaits the task.
#![forbid(unsafe_code)]

use core::panic::AssertUnwindSafe;
use std::panic::catch_unwind;

use super::join_input::JoinInput;
use super::{Task, TaskError, continued};

/// What a continuation that is made from this task comes to; a panic is its error.
pub(super) fn run<T, U>(code: impl FnOnce(&Task<T>) -> Result<U, TaskError>, task: &Task<T>) -> Result<U, TaskError> {
    // Whatever the code has left half done is dropped with it, or was shared by its own choice.
    catch_unwind(AssertUnwindSafe(|| code(task))).unwrap_or_else(|payload| Err(TaskError::panicked(payload)))
}

impl<T: Send + Sync + 'static> Task<T> {
    /// What comes of this task by code that may fail.
    pub(super) fn then<U: Send + Sync + 'static>(
        &self,
        code: impl FnOnce(&Self) -> Result<U, TaskError> + Send + 'static,
    ) -> Task<U> {
        if self.is_completed() {
            return Task::from_outcome(run(code, self));
        }
        if self.is_lazy() {
            let task = JoinInput::new(self.clone());
            return Task::from_fallible(async move { code(&task.await) });
        }
        let kept = self.kept();
        continued::after(self, move |task| {
            drop(kept);
            code(task)
        })
    }

    /// Runs code with this task once it is complete, however it ended, and gives a task for what the code returns.
    ///
    /// The code runs inline: at once if the task is complete, otherwise within the call that completes it, after everybody who awaits
    /// was woken. So it should be short; see [`continue_with_on`](Self::continue_with_on) for the rest. Continuations run in the order in
    /// which they were made. Dropping the handle that this returns doesn't stop the code from running.
    ///
    /// Code that has to block on a task does so by [`wait`](Self::wait). Where several wait for one task, and far down a chain of continuations, what
    /// the thread has to wake is put off until others were woken: `wait` knows of that; the `block_on` of an executor doesn't, and may hang.
    ///
    /// A continuation of a task that is [driven](Self::from_future) by whoever awaits it is so itself: awaiting it drives both, and
    /// the code runs when it is awaited.
    ///
    /// # Errors
    ///
    /// A panic of the code is the [error](TaskError::is_panicked) of the task that this returns; whoever completes this task doesn't see it.
    ///
    /// # Allocation
    ///
    /// One slot or block of the [pool](crate::pool), for the task, and the code with its place among those who wait; none in steady state.
    /// It is kept as long as the task is, also what the code took of it.
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

    /// Runs code with the result, if there is one, and gives a task for what the code returns; an error is carried on.
    ///
    /// Otherwise as [`continue_with`](Self::continue_with).
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
        self.then(success(code))
    }

    /// Runs code with the error of a failure, and gives a task for the result that the code returns in its place; a result, which is
    /// cloned, or a cancellation is carried on.
    ///
    /// Otherwise as [`continue_with`](Self::continue_with).
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
        self.then(fault(code))
    }

    /// Runs code if the task was canceled, and gives a task for the result that the code returns in its place; a result, which is cloned,
    /// or a failure is carried on.
    ///
    /// Otherwise as [`continue_with`](Self::continue_with).
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
        self.then(cancellation(code))
    }
}

/// What a complete task has come to.
pub(super) fn outcome<T>(task: &Task<T>) -> Result<&T, &TaskError> {
    task.result().expect("it is complete")
}

/// Code for a task that may have failed, of code for a result.
pub(super) fn success<T, U>(code: impl FnOnce(&T) -> U) -> impl FnOnce(&Task<T>) -> Result<U, TaskError> {
    move |task| outcome(task).map(code).map_err(TaskError::clone)
}

/// Code for a task that may have a result, of code for a failure.
pub(super) fn fault<T: Clone>(code: impl FnOnce(&TaskError) -> T) -> impl FnOnce(&Task<T>) -> Result<T, TaskError> {
    move |task| match outcome(task) {
        Err(error) if error.is_faulted() => Ok(code(error)),
        other => other.cloned().map_err(TaskError::clone),
    }
}

/// Code for a task that may have ended in another way, of code for a cancellation.
pub(super) fn cancellation<T: Clone>(code: impl FnOnce() -> T) -> impl FnOnce(&Task<T>) -> Result<T, TaskError> {
    move |task| match outcome(task) {
        Err(error) if error.is_canceled() => Ok(code()),
        other => other.cloned().map_err(TaskError::clone),
    }
}
