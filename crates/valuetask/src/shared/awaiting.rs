//! The futures that await a [`Shared`].
#![forbid(unsafe_code)]

use core::fmt;
use core::future::{Future, IntoFuture};
use core::pin::Pin;
use core::task::{Context, Poll};

use super::{Handle, Shared, polled};
use crate::task::{Awaiter, Task, TaskError, TaskStatus};

/// Awaits a [`Shared`], and returns its result by reference. Made by [`Shared::get`].
#[must_use = "futures do nothing unless awaited"]
pub struct SharedGet<'s, T: 'static>(Awaiter<T, &'s Handle<T>>);

impl<'s, T> Future for SharedGet<'s, T> {
    type Output = Result<&'s T, &'s TaskError>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let ready = polled::poll(&mut self.0, cx);
        ready.map(|()| self.0.by_reference().and_then(|shared| shared.task().result()).expect("it is complete"))
    }
}

impl<T> fmt::Debug for SharedGet<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SharedGet").field(&self.0.task().map(Task::status)).finish()
    }
}

/// Awaits a [`Shared`], and returns a clone of its result. Made by awaiting a reference.
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct SharedRefFuture<'s, T: 'static>(SharedGet<'s, T>);

impl<T: Clone> Future for SharedRefFuture<'_, T> {
    type Output = Result<T, TaskError>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(cx).map(|outcome| outcome.cloned().map_err(TaskError::clone))
    }
}

/// Awaits a [`Shared`], and returns its result by value. Made by awaiting a handle.
///
/// The result is moved out if there is no other handle when this finds it, and cloned otherwise. If it is large, use an `Arc`.
#[must_use = "futures do nothing unless awaited"]
pub struct SharedFuture<T: 'static>(Awaiter<T, Handle<T>>);

impl<T: Clone> Future for SharedFuture<T> {
    type Output = Result<T, TaskError>;

    /// # Panics
    ///
    /// If it is polled again after it returned `Ready`.
    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let ready = polled::poll(&mut self.0, cx);
        ready.map(|()| self.0.take().expect(POLLED_AFTER_COMPLETION).into_task().into_outcome())
    }
}

impl<T> fmt::Debug for SharedFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SharedFuture").field(&self.0.task().map(Task::status)).finish()
    }
}

impl<T: 'static> Shared<T> {
    /// Awaits the future, and returns its result by reference, without `T: Clone`.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::Shared;
    ///
    /// let shared = Shared::new(async { String::from("seven") });
    /// let length = pollster::block_on(async { shared.get().await.map(|text| text.len()) });
    /// assert_eq!(length.ok(), Some(5));
    /// ```
    #[inline]
    pub fn get(&self) -> SharedGet<'_, T> {
        SharedGet(Awaiter::new(&self.0))
    }

    /// Awaits the future until it has ended, in any way, and returns the status.
    ///
    /// An error counts as [observed](crate::task::set_unobserved_hook).
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::{Shared, TaskStatus};
    ///
    /// let shared = Shared::<u32>::try_new(async { Err("lost") });
    /// assert_eq!(pollster::block_on(shared.join()), TaskStatus::Faulted);
    /// ```
    pub async fn join(&self) -> TaskStatus {
        // An error is observed.
        let _ = self.get().await;
        self.task().status()
    }
}

impl<T: Clone + 'static> IntoFuture for Shared<T> {
    type Output = Result<T, TaskError>;
    type IntoFuture = SharedFuture<T>;

    #[inline]
    fn into_future(self) -> SharedFuture<T> {
        SharedFuture(Awaiter::new(self.0))
    }
}

impl<'s, T: Clone + 'static> IntoFuture for &'s Shared<T> {
    type Output = Result<T, TaskError>;
    type IntoFuture = SharedRefFuture<'s, T>;

    #[inline]
    fn into_future(self) -> SharedRefFuture<'s, T> {
        SharedRefFuture(self.get())
    }
}

const POLLED_AFTER_COMPLETION: &str =
    "a Shared's future was polled after it returned its result: await the Shared, or a reference to it, again";
