//! [`Task::with_cancellation`].
#![forbid(unsafe_code)]

use super::limited::{Limit, limited};
use super::{Task, TaskError};
use crate::ValueTask;
use crate::cancel::CancellationToken;

impl<T: Clone + Send + Sync + 'static> Task<T> {
    /// Returns a task that completes as this one, or is canceled as soon as the token is.
    ///
    /// The token's `cancel` completes the returned task before it returns. If this task is complete by then, its result counts. This task
    /// itself isn't canceled, and can be awaited. If this task is complete at the call, this returns a clone of it.
    ///
    /// The result is moved or cloned, as if this task is [awaited](super::TaskFuture). If it is large, use an `Arc`.
    ///
    /// # Errors
    ///
    /// The error of this task, or the cancellation, which [has the token](TaskError::cancellation_token).
    ///
    /// # Cancel safety
    ///
    /// Dropping the last handle of the returned task ends the wait, and leaves this task and the token as they are.
    ///
    /// # Allocation
    ///
    /// Up to three slots of the [pool](crate::pool), none in steady state. One allocation, for the error, if the token is canceled.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::TaskCompletionSource;
    /// use valuetask::cancel::CancellationToken;
    ///
    /// let (source, token) = (TaskCompletionSource::<u32>::new(), CancellationToken::new());
    /// let task = source.task().with_cancellation(&token);
    /// token.cancel();
    /// assert!(task.is_canceled());
    /// assert!(!source.task().is_completed());
    /// ```
    pub fn with_cancellation(&self, token: &CancellationToken) -> Self {
        if self.is_completed() {
            return self.clone();
        }
        if token.is_cancelled() {
            return Self::from_error(TaskError::canceled_with(token));
        }
        let canceled = ValueTask::from_future(token.clone().cancelled_owned());
        limited(self, canceled, Limit::Token(token.clone()))
    }
}
