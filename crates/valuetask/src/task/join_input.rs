//! A task that is waited for, alone or among others: the element of the combinators.
#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::cell::Outcome;
use super::{Registration, Task, awaiting};
use crate::join::{Element, Elements};

/// Waits for the end of a task, however it ends, without its error counting as seen. Yields the task.
pub(super) struct Waited<T> {
    /// `None` once it was yielded.
    task: Option<Task<T>>,
    registration: Registration,
    /// Whether the task has been found complete. It changes in a poll only, so that it can be counted, and so that a combinator never
    /// passes over one that has become complete since it was looked at.
    is_over: bool,
}

impl<T> Waited<T> {
    pub(super) fn new(task: Task<T>) -> Self {
        Self { task: Some(task), registration: Registration::NOWHERE, is_over: false }
    }

    pub(super) fn task(&self) -> &Task<T> {
        self.task.as_ref().expect("it wasn't yielded")
    }

    /// What the task has come to, once it has been found complete.
    pub(super) fn outcome(&self) -> Outcome<&T> {
        self.task().result().expect("it is complete").map_err(Clone::clone)
    }
}

impl<T> Drop for Waited<T> {
    fn drop(&mut self) {
        if let Some(task) = &self.task
            && !self.is_over
        {
            drop(task.withdraw(&mut self.registration));
        }
    }
}

impl<T> Future for Waited<T> {
    type Output = Task<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Task<T>> {
        if self.advance(cx) { Poll::Ready(self.task.take().expect("it wasn't yielded")) } else { Poll::Pending }
    }
}

impl<T> Element for Waited<T> {
    fn ready(task: Task<T>) -> Self {
        Self { task: Some(task), registration: Registration::NOWHERE, is_over: true }
    }

    fn is_ready(&self) -> bool {
        self.is_over
    }

    fn value(mut self) -> Task<T> {
        self.task.take().expect("it wasn't yielded")
    }

    fn advance(&mut self, cx: &mut Context<'_>) -> bool {
        if !self.is_over
            && let Some(task) = &self.task
        {
            self.is_over = awaiting::poll(task, &mut self.registration, cx).is_ready();
        }
        self.is_over
    }
}

/// Waits for these together. Each is polled when it was woken, and not whenever another one was.
pub(super) fn together<T>(tasks: Vec<Task<T>>) -> Elements<Waited<T>> {
    Elements::new(tasks.into_iter().map(Waited::new).collect())
}
