//! Tasks that a token cancels.
#![forbid(unsafe_code)]

use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::Poll;
use core::time::Duration;

use super::{CancellationToken, CancellationTokenExt};
use crate::scheduler::{Ambient, TaskScheduler, is_endless};
use crate::{Task, TaskError};

impl<T: Send + Sync + 'static> Task<T> {
    /// Spawns a future, as [`spawn`](Self::spawn), until the token is canceled: then the future is dropped where it
    /// stands, and the task is canceled with this token. The token is asked before each poll: once it is canceled, the future isn't polled.
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
    #[track_caller]
    pub fn spawn_with<F: Future<Output = T> + Send + 'static>(token: &CancellationToken, future: F) -> Self {
        Self::spawn_with_on(&Ambient, token, future)
    }

    /// Gives the future to this scheduler until the token is canceled, as [`spawn_with`](Self::spawn_with).
    #[track_caller]
    pub fn spawn_with_on<F>(scheduler: &(impl TaskScheduler + ?Sized), token: &CancellationToken, future: F) -> Self
    where
        F: Future<Output = T> + Send + 'static,
    {
        Self::launch_with(scheduler, token, future, Ok)
    }

    /// Spawns a future that may fail, as [`try_spawn`](Self::try_spawn), until the token is canceled, as
    /// [`spawn_with`](Self::spawn_with).
    ///
    /// # Errors
    ///
    /// The task's, not the call's.
    ///
    /// # Panics
    ///
    /// As [`spawn`](Self::spawn).
    #[track_caller]
    pub fn try_spawn_with<F, E>(token: &CancellationToken, future: F) -> Self
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
        E: Into<TaskError>, // an error of your own becomes one by `.map_err(TaskError::new)`
    {
        Self::try_spawn_with_on(&Ambient, token, future)
    }

    /// Gives a future that may fail to this scheduler until the token is canceled, as [`try_spawn_with`](Self::try_spawn_with).
    ///
    /// # Errors
    ///
    /// The task's, not the call's.
    #[track_caller]
    pub fn try_spawn_with_on<F, E>(
        scheduler: &(impl TaskScheduler + ?Sized),
        token: &CancellationToken,
        future: F,
    ) -> Self
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
        E: Into<TaskError>, // an error of your own becomes one by `.map_err(TaskError::new)`
    {
        Self::launch_with(scheduler, token, future, |output| output.map_err(Into::into))
    }

    #[track_caller]
    fn launch_with<F>(
        scheduler: &(impl TaskScheduler + ?Sized),
        token: &CancellationToken,
        future: F,
        finish: fn(F::Output) -> Result<T, TaskError>,
    ) -> Self
    where
        F: Future + Send + 'static,
    {
        if token.is_cancelled() {
            return Self::from_error(TaskError::canceled_with(token));
        }
        let token = token.clone();
        Self::try_spawn_on(scheduler, async move {
            let mut future = pin!(future);
            // `run_until_cancelled` prefers a future that is ready to a token that is canceled, so the future asks first.
            let checked = poll_fn(|cx| match token.check() {
                Ok(()) => future.as_mut().poll(cx).map(finish),
                Err(error) => Poll::Ready(Err(error)),
            });
            token.run_until_cancelled(checked).await.unwrap_or_else(|| Err(TaskError::canceled_with(&token)))
        })
    }

    /// Runs a closure, as [`run`](Self::run), unless the token is canceled before it is called: then the task is
    /// canceled with this token.
    ///
    /// A closure that is to stop when the token is canceled later has to [check](CancellationTokenExt::check) it, and be given to
    /// [`try_run_with`](Self::try_run_with).
    ///
    /// # Panics
    ///
    /// As [`run`](Self::run).
    #[track_caller]
    pub fn run_with<F: FnOnce() -> T + Send + 'static>(token: &CancellationToken, work: F) -> Self {
        Self::try_run_with(token, || Ok::<T, TaskError>(work()))
    }

    /// Runs a closure that may fail, as [`try_run`](Self::try_run), unless the token is canceled before it is called, as
    /// [`run_with`](Self::run_with).
    ///
    /// # Errors
    ///
    /// The task's, not the call's.
    ///
    /// # Panics
    ///
    /// As [`run`](Self::run).
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "rt")] {
    /// use valuetask::cancel::{CancellationToken, CancellationTokenExt};
    /// use valuetask::{Task, TaskError};
    ///
    /// let token = CancellationToken::new();
    /// let asked = token.clone();
    /// let task = Task::try_run_with(&token, move || -> Result<u32, TaskError> {
    ///     loop {
    ///         asked.check()?;
    ///     }
    /// });
    /// token.cancel();
    /// assert_eq!(task.wait().unwrap_err().cancellation_token(), Some(&token));
    /// # }
    /// ```
    #[track_caller]
    pub fn try_run_with<F, E>(token: &CancellationToken, work: F) -> Self
    where
        F: FnOnce() -> Result<T, E> + Send + 'static,
        E: Into<TaskError>, // an error of your own becomes one by `.map_err(TaskError::new)`
    {
        if token.is_cancelled() {
            return Self::from_error(TaskError::canceled_with(token));
        }
        let token = token.clone();
        Self::try_run(move || {
            token.check()?;
            work().map_err(Into::into)
        })
    }
}

impl Task {
    /// Makes a task that is complete after this much time, as [`delay`](Self::delay), unless the token is canceled
    /// first: then the task is canceled with this token.
    ///
    /// The scheduler ends it then, and not the call that cancels the token. But one that is endless is nothing to the scheduler: it ends in that
    /// call, and is gone with its last handle.
    ///
    /// # Panics
    ///
    /// As [`delay`](Self::delay).
    #[track_caller]
    pub fn delay_with(token: &CancellationToken, duration: Duration) -> Self {
        if token.is_cancelled() {
            return Self::from_error(TaskError::canceled_with(token));
        }
        if duration.is_zero() {
            return Self::completed();
        }
        if is_endless(duration) {
            // Spawned, it would keep the token, and the token's list of wakers would keep it.
            return Self::delay(duration).with_cancellation(token);
        }
        Self::spawn_with(token, Ambient.delay(duration))
    }
}
