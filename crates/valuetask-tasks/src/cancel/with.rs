//! Tasks that a token cancels.
#![forbid(unsafe_code)]

use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::Poll;
use core::time::Duration;

use super::{CancellationToken, CancellationTokenExt};
use crate::scheduler::{self, is_endless};
use crate::{Task, TaskError};

impl<T: Send + Sync + 'static> Task<T> {
    /// Spawns a future, as [`spawn`](Self::spawn), and drops it when the token is canceled.
    ///
    /// The task is canceled with this token then. The token is checked before each poll: once it is canceled, the future isn't polled.
    ///
    /// # Panics
    ///
    /// As [`spawn`](Self::spawn).
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "rt")] {
    /// use valuetask_tasks::Task;
    /// use valuetask_tasks::cancel::CancellationToken;
    ///
    /// let token = CancellationToken::new();
    /// let task = Task::<()>::spawn_with(&token, std::future::pending());
    /// token.cancel();
    /// let error = pollster::block_on(task).unwrap_err();
    /// assert_eq!(error.cancellation_token(), Some(&token));
    /// # }
    /// ```
    #[track_caller]
    pub fn spawn_with<F: Future<Output = T> + Send + 'static>(token: &CancellationToken, future: F) -> Self {
        if token.is_cancelled() {
            return Self::from_error(TaskError::canceled_with(token));
        }
        let token = token.clone();
        Self::try_spawn(async move {
            let mut future = pin!(future);
            // `run_until_cancelled` prefers a future that is ready to a token that is canceled, so the token is checked first.
            let checked = poll_fn(|cx| match token.check() {
                Ok(()) => future.as_mut().poll(cx).map(Ok),
                Err(error) => Poll::Ready(Err(error)),
            });
            token.run_until_cancelled(checked).await.unwrap_or_else(|| Err(TaskError::canceled_with(&token)))
        })
    }
}

impl Task {
    /// Returns a task that completes after this much time, or is canceled by a token.
    ///
    /// It keeps time as [`delay`](Self::delay). When the token is canceled, the scheduler drops the timer and cancels the task with this
    /// token. An endless delay has no timer: the token's `cancel` completes its task.
    ///
    /// # Panics
    ///
    /// As [`delay`](Self::delay).
    #[track_caller]
    pub fn delay_with(token: &CancellationToken, duration: Duration) -> Self {
        if token.is_cancelled() {
            return Self::from_error(TaskError::canceled_with(token));
        }
        let delay = Self::delay(duration);
        if is_endless(duration) {
            return delay.with_cancellation(token);
        }
        if delay.is_completed() { delay } else { delay.canceled_by(token, Some(scheduler::current())) }
    }
}
