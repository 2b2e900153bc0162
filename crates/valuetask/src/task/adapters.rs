//! Adapters from the output of a future to the outcome of its task.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::TaskError;
use super::cell::Outcome;

/// The future of a task that fails only by a panic.
pub(super) struct Infallible<F>(pub(super) F);

impl<F: Future> Future for Infallible<F> {
    type Output = Outcome<F::Output>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: the field is pinned as its struct is: nothing moves out of it, and there is no destructor.
        unsafe { self.map_unchecked_mut(|this| &mut this.0) }.poll(cx).map(Ok)
    }
}

/// The future of a task that fails with the error of its future.
pub(super) struct Fallible<F>(pub(super) F);

impl<T, E: Into<TaskError>, F: Future<Output = Result<T, E>>> Future for Fallible<F> {
    type Output = Outcome<T>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: the field is pinned as its struct is: nothing moves out of it, and there is no destructor.
        unsafe { self.map_unchecked_mut(|this| &mut this.0) }.poll(cx).map_err(Into::into).map_ok(|value| value)
    }
}
