//! [`Task::with_cancellation`].
#![forbid(unsafe_code)]

use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::{Context, Poll};

use super::combined::Input;
use super::join_input::JoinInput;
use super::weak::{Combination, Combined};
use super::{Task, TaskError};
use crate::ValueTask;
use crate::cancel::CancellationToken;
use crate::join::Element;
use crate::sync::{Mutex, lock};

/// Returns a task that is ready once the token is canceled.
fn canceled(token: &CancellationToken) -> ValueTask<'static> {
    ValueTask::from_future(token.clone().cancelled_owned())
}

/// Waits for a lazy task to complete, or for a cancellation. A task that is pending is polled only if the token isn't canceled.
fn lazy<T: Clone + Send + Sync + 'static>(task: Task<T>, token: CancellationToken) -> Task<T> {
    // A task, so that the token has that task's waker: the token clones it under its lock, where user code could deadlock.
    let mut canceled = JoinInput::new(canceled(&token).into_task());
    let mut task = JoinInput::new(task);
    Task::try_from_future(poll_fn(move |cx| {
        if !task.task().is_completed() && canceled.advance(cx) {
            return Poll::Ready(Err(TaskError::canceled_with(&token)));
        }
        if task.advance(cx) { Poll::Ready(task.outcome().cloned()) } else { Poll::Pending }
    }))
}

/// A running task, and the token that cancels the wait for it.
struct Cancelable<T> {
    input: Input<T>,
    token: CancellationToken,
    /// Keeps the waker registered with the token.
    canceled: Mutex<Option<ValueTask<'static>>>,
}

impl<T: Clone + Send + Sync + 'static> Combination<T> for Cancelable<T> {
    fn woken(cancelable: Combined<T, Self>) {
        end(&cancelable);
    }
}

/// Ends the wait, by the input or by the token.
fn end<T: Clone + Send + Sync + 'static>(cancelable: &Combined<T, Cancelable<T>>) {
    let Cancelable { input, token, canceled } = cancelable.state();
    if input.end(cancelable, || TaskError::canceled_with(token)) {
        let canceled = lock(canceled).take();
        drop(canceled);
    }
}

/// Registers a waker with the token.
fn listen<T: Clone + Send + Sync + 'static>(cancelable: &Combined<T, Cancelable<T>>) {
    let mut canceled = canceled(&cancelable.state().token);
    let waker = cancelable.downgrade().into_waker();
    if Pin::new(&mut canceled).poll(&mut Context::from_waker(&waker)).is_ready() {
        return end(cancelable);
    }
    let mut place = lock(&cancelable.state().canceled);
    // Once the task is complete nothing takes it from there.
    if !cancelable.task().is_completed() {
        *place = Some(canceled);
    }
}

impl<T: Clone + Send + Sync + 'static> Task<T> {
    /// Returns a task that completes as this one, or is canceled as soon as the token is.
    ///
    /// The token's `cancel` completes the returned task before it returns. If this task is complete by then, its result counts. This task
    /// itself isn't canceled, and can be awaited. If this task is complete at the call, this returns a clone of it.
    ///
    /// If this task is [lazy](Self::from_future), so is the returned one. Each poll checks the token first: once it is canceled, the
    /// future of this task isn't polled.
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
        if self.is_lazy() {
            return lazy(self.clone(), token.clone());
        }
        let cancelable =
            Combined::new(Cancelable { input: Input::none(), token: token.clone(), canceled: Mutex::new(None) });
        cancelable.state().input.wait_for(self.clone(), &cancelable, end);
        listen(&cancelable);
        cancelable.into_task()
    }
}
