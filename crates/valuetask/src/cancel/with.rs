//! Tasks that a token cancels.
#![forbid(unsafe_code)]

use core::future::Future;
use core::time::Duration;

use super::{CancellationToken, CancellationTokenExt};
use crate::scheduler::{Ambient, TaskScheduler};
use crate::{Task, TaskError};

impl<T: Send + Sync + 'static> Task<T> {
    /// Spawns a future, as [`spawn`](Self::spawn), until the token is canceled: then the future is dropped where it
    /// stands, and the task is canceled with this token. If the token is canceled already, the future isn't polled.
    ///
    /// # Panics
    ///
    /// As [`spawn`](Self::spawn).
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "rt")] {
    /// use valuetask::Task;
    /// use valuetask::cancel::CancellationToken;
    ///
    /// let token = CancellationToken::new();
    /// let task = Task::<()>::spawn_with(&token, std::future::pending());
    /// token.cancel();
    /// let error = pollster::block_on(task).unwrap_err();
    /// assert_eq!(error.cancellation_token(), Some(&token));
    /// # }
    /// ```
    pub fn spawn_with<F: Future<Output = T> + Send + 'static>(token: &CancellationToken, future: F) -> Self {
        Self::spawn_with_on(&Ambient, token, future)
    }

    /// Gives the future to this scheduler until the token is canceled, as [`spawn_with`](Self::spawn_with).
    pub fn spawn_with_on<F>(scheduler: &(impl TaskScheduler + ?Sized), token: &CancellationToken, future: F) -> Self
    where
        F: Future<Output = T> + Send + 'static,
    {
        if token.is_cancelled() {
            return Self::from_error(TaskError::canceled_with(token));
        }
        let token = token.clone();
        Self::try_spawn_on(scheduler, async move {
            token.check()?;
            token.run_until_cancelled(future).await.ok_or_else(|| TaskError::canceled_with(&token))
        })
    }

    /// Runs a closure, as [`run`](Self::run), unless the token is canceled before it is called: then the task is
    /// canceled with this token.
    ///
    /// A closure that is to stop when the token is canceled later has to [check](CancellationTokenExt::check) it, and be given to
    /// [`try_run`](Self::try_run).
    ///
    /// # Panics
    ///
    /// As [`run`](Self::run).
    pub fn run_with<F: FnOnce() -> T + Send + 'static>(token: &CancellationToken, work: F) -> Self {
        if token.is_cancelled() {
            return Self::from_error(TaskError::canceled_with(token));
        }
        let token = token.clone();
        Self::try_run(move || token.check().map(|()| work()))
    }
}

impl Task {
    /// Makes a task that is complete after this much time, as [`delay`](Self::delay), unless the token is canceled
    /// first: then the task is canceled with this token.
    ///
    /// # Panics
    ///
    /// As [`delay`](Self::delay).
    pub fn delay_with(token: &CancellationToken, duration: Duration) -> Self {
        if token.is_cancelled() {
            return Self::from_error(TaskError::canceled_with(token));
        }
        if duration.is_zero() {
            return Self::completed();
        }
        Self::spawn_with(token, Ambient.delay(duration))
    }
}
