//! The elements of a join: value tasks of both kinds, and tasks.
#![forbid(unsafe_code)]

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use valuetask::{LocalValueTask, ValueTask};

/// A task among those that are joined. It keeps its value in itself until the others have theirs.
pub(crate) trait Element: Future + Unpin {
    fn ready(value: Self::Output) -> Self;
    fn is_ready(&self) -> bool;
    fn value(self) -> Self::Output;

    /// Polls the task unless it is ready. Returns `true` if it is ready.
    fn advance(&mut self, cx: &mut Context<'_>) -> bool
    where
        Self: Sized,
    {
        if !self.is_ready() {
            let Poll::Ready(value) = Pin::new(&mut *self).poll(cx) else { return false };
            *self = Self::ready(value);
        }
        true
    }

    /// Takes the value of a ready task.
    fn take(&mut self, cx: &mut Context<'_>) -> Self::Output
    where
        Self: Sized,
    {
        match Pin::new(self).poll(cx) {
            Poll::Ready(value) => value,
            Poll::Pending => unreachable!("every element has its value"),
        }
    }
}

/// An element that may fail.
pub(crate) trait Fallible: Element<Output = Result<Self::Value, Self::Error>> {
    type Value;
    type Error;

    /// Returns the task, or its error if that is ready.
    fn checked(self) -> Result<Self, Self::Error>
    where
        Self: Sized,
    {
        if !self.is_ready() {
            return Ok(self);
        }
        self.value().map(|value| Self::ready(Ok(value)))
    }

    /// Polls the task as [`advance`](Element::advance), but returns an error at once.
    fn try_advance(&mut self, cx: &mut Context<'_>) -> Result<bool, Self::Error>
    where
        Self: Sized,
    {
        if !self.is_ready() {
            let Poll::Ready(value) = Pin::new(&mut *self).poll(cx) else { return Ok(false) };
            *self = Self::ready(Ok(value?));
        }
        Ok(true)
    }
}

impl<V, E, F: Element<Output = Result<V, E>>> Fallible for F {
    type Value = V;
    type Error = E;
}

macro_rules! element {
    ($Task:ident) => {
        impl<T> Element for $Task<'_, T> {
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn ready(value: T) -> Self {
                Self::ready(value)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn is_ready(&self) -> bool {
                self.is_completed()
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn value(self) -> T {
                match self.try_result() {
                    Ok(value) => value,
                    Err(_) => unreachable!("every element has its value"),
                }
            }
        }
    };
}

element!(ValueTask);
element!(LocalValueTask);
