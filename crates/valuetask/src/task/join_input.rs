//! A task among others that are waited for together, by a future or by callbacks.
#![forbid(unsafe_code)]

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::Task;
use super::registration::Awaiter;
use crate::join::Element;

/// Waits for the end of a task, without observing its error. Yields the task.
pub(super) struct JoinInput<T> {
    pub(super) awaiter: Awaiter<T>,
    /// Set by a poll that finds the task complete, and by nothing else: so a join counts each input once.
    is_over: bool,
}

impl<T> JoinInput<T> {
    pub(super) fn new(task: Task<T>) -> Self {
        Self { awaiter: Awaiter::new(task), is_over: false }
    }

    pub(super) fn task(&self) -> &Task<T> {
        self.awaiter.task().expect("the task wasn't yielded")
    }

    /// Ends the wait, and yields the task.
    pub(super) fn take(&mut self) -> Task<T> {
        self.awaiter.take().expect("the task wasn't yielded")
    }
}

impl<T> Future for JoinInput<T> {
    type Output = Task<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Task<T>> {
        if self.advance(cx) { Poll::Ready(self.take()) } else { Poll::Pending }
    }
}

impl<T> Element for JoinInput<T> {
    fn ready(task: Task<T>) -> Self {
        Self { awaiter: Awaiter::new(task), is_over: true }
    }

    fn is_ready(&self) -> bool {
        self.is_over
    }

    fn value(mut self) -> Task<T> {
        self.take()
    }

    fn advance(&mut self, cx: &mut Context<'_>) -> bool {
        if !self.is_over {
            self.is_over = self.awaiter.poll(cx).is_ready();
        }
        self.is_over
    }
}
