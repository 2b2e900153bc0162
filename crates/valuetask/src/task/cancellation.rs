//! [`Task::with_cancellation`].
#![forbid(unsafe_code)]

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::cell::Outcome;
use super::waited::Waited;
use super::{Task, TaskError};
use crate::ValueTask;
use crate::cancel::CancellationToken;
use crate::join::Element;

/// The error of a token's cancellation, once that is there.
fn canceled(token: &CancellationToken) -> ValueTask<'static, TaskError> {
    let (canceled, error) = (token.clone().cancelled_owned(), TaskError::canceled_with(token));
    ValueTask::from_future(async move {
        canceled.await;
        error
    })
}

/// Waits for a task to complete, or for a cancellation. A task that is pending is polled only if the token isn't canceled.
struct OrCanceled<T> {
    task: Waited<T>,
    canceled: ValueTask<'static, TaskError>,
}

impl<T: Clone> Future for OrCanceled<T> {
    type Output = Outcome<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome<T>> {
        if !self.task.task().is_completed()
            && let Poll::Ready(error) = Pin::new(&mut self.canceled).poll(cx)
        {
            return Poll::Ready(Err(error));
        }
        if self.task.advance(cx) { Poll::Ready(self.task.outcome().cloned()) } else { Poll::Pending }
    }
}

impl<T: Clone + Send + Sync + 'static> Task<T> {
    /// A task that ends as this one does, or is canceled by the token if that is canceled first.
    ///
    /// This one goes on all the same, and can be awaited. If it is complete, it is returned itself, whatever the token is. Otherwise the
    /// result is that of this one, cloned: also if nobody else has this one. Where it is large, let it be an `Arc`.
    ///
    /// Each poll asks the token first, unless this task is complete. So a token that is canceled before the first poll wins over
    /// [a future](Self::from_future) that would be ready at that poll: the future isn't polled.
    ///
    /// # Errors
    ///
    /// Those of this task, and the cancellation, which [knows the token](TaskError::cancellation_token).
    ///
    /// # Cancel safety
    ///
    /// Dropping the last handle before it is complete leaves this task and the token as they are, and nothing behind.
    ///
    /// # Allocation
    ///
    /// Two slots of the [pool](crate::pool), none in steady state, and one allocation for the error that knows the token.
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
        Self::combined(self.is_driven(), OrCanceled { task: Waited::new(self.clone()), canceled: canceled(token) })
    }
}
