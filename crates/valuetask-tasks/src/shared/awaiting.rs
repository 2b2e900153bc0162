//! The futures that await a [`Shared`], and threads that block until it is ready.
#![forbid(unsafe_code)]

use core::fmt;
use core::future::{Future, IntoFuture, poll_fn};
use core::panic::{RefUnwindSafe, UnwindSafe};
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use super::Shared;
use super::polls::Machine;
use crate::awaiter::Awaiter;
use crate::task::awaiting::{awaits, terminated};
use crate::task::blocking::{blocking_wait, blocking_wait_timeout};
use crate::task::{TaskError, TaskStatus};

/// Awaits a [`Shared`], and returns a clone of its result. Made by awaiting a reference.
#[must_use = "futures do nothing unless awaited"]
pub struct SharedRefFuture<'s, T: 'static>(Awaiter<&'s Shared<T>>);

awaits! { <'s, T: 'static> SharedRefFuture<'s, T>: cloned_outcome, POLLED_AFTER_COMPLETION }

/// Awaits a [`Shared`], and returns its result by value. Made by awaiting a handle.
///
/// The result is moved out if there is no other handle when this finds it, and cloned otherwise. If it is large, use an `Arc`.
#[must_use = "futures do nothing unless awaited"]
pub struct SharedFuture<T: 'static>(Awaits<T>);

enum Awaits<T: 'static> {
    /// One of several handles, or one whose future sleeps or has ended.
    Handle(Awaiter<Shared<T>>),
    /// The future of the only handle, which is gone: so nothing else awaits it.
    Alone(Machine<T>),
}

// As for `Shared`: the result is shared by reference alone, and a poll of the future doesn't panic.
impl<T: RefUnwindSafe> UnwindSafe for SharedFuture<T> {}
impl<T: RefUnwindSafe> RefUnwindSafe for SharedFuture<T> {}

impl<T: Clone> Future for SharedFuture<T> {
    type Output = Result<T, TaskError>;

    /// # Panics
    ///
    /// If it is polled again after it returned `Ready`.
    #[inline(always)]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let machine = match &mut self.0 {
            Awaits::Handle(awaiter) => {
                return awaiter.poll(cx).map(|()| awaiter.take().expect(POLLED_AFTER_COMPLETION).into_outcome());
            }
            Awaits::Alone(machine) => machine,
        };
        let polled = Pin::new(machine).poll(cx);
        if polled.is_ready() {
            self.0 = Awaits::Handle(Awaiter::taken());
        }
        polled
    }
}

terminated! { <T: 'static> SharedFuture<T>: |this| matches!(&this.0, Awaits::Handle(awaiter) if awaiter.handle().is_none()) }

impl<T> fmt::Debug for SharedFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = match &self.0 {
            Awaits::Handle(awaiter) => awaiter.handle().map(Shared::status),
            Awaits::Alone(_) => Some(TaskStatus::Running),
        };
        f.debug_tuple("SharedFuture").field(&status).finish()
    }
}

// The compiler shows these lines where a result isn't `Clone`: so they say what to write instead.
impl<'s, T> IntoFuture for &'s Shared<T>
where
    T: Clone + 'static, // for a result that isn't `Clone`, write `shared.get().await`, which lends it
{
    type Output = Result<T, TaskError>;
    type IntoFuture = SharedRefFuture<'s, T>;

    #[inline]
    fn into_future(self) -> SharedRefFuture<'s, T> {
        SharedRefFuture(Awaiter::new(self))
    }
}

impl<T> IntoFuture for Shared<T>
where
    T: Clone + 'static, // for a result that isn't `Clone`, write `shared.get().await`, which lends it
{
    type Output = Result<T, TaskError>;
    type IntoFuture = SharedFuture<T>;

    #[inline]
    fn into_future(self) -> SharedFuture<T> {
        SharedFuture(match self.into_alone() {
            Ok(machine) => Awaits::Alone(machine),
            Err(handle) => Awaits::Handle(Awaiter::new(handle)),
        })
    }
}

const POLLED_AFTER_COMPLETION: &str =
    "a Shared's future was polled after it returned its result: await the Shared, or a reference to it, again";

impl<T: 'static> Shared<T> {
    /// Awaits the future, and returns its result by reference, without `T: Clone`.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::Shared;
    ///
    /// let shared = Shared::new(async { String::from("seven") });
    /// let length = pollster::block_on(async { shared.get().await.map(|text| text.len()) });
    /// assert_eq!(length.ok(), Some(5));
    /// ```
    #[inline]
    pub fn get(&self) -> impl Future<Output = Result<&T, &TaskError>> + Unpin {
        let mut awaiter = Awaiter::new(self);
        poll_fn(move |cx| awaiter.poll(cx).map(|()| self.lent_outcome()))
    }

    /// Awaits the future until it has ended, in any way, and returns the status.
    ///
    /// An error counts as [observed](crate::task::set_unobserved_hook).
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::{Shared, TaskStatus};
    ///
    /// let shared = Shared::<u32>::try_new(async { Err("lost") });
    /// assert_eq!(pollster::block_on(shared.settled()), TaskStatus::Faulted);
    /// ```
    pub async fn settled(&self) -> TaskStatus {
        // An error is observed.
        let _ = self.get().await;
        self.status()
    }

    /// Blocks the thread until the future is ready, and returns its result by reference.
    ///
    /// The future is polled by this thread, or by another awaiter. On a thread of an executor, await it instead.
    ///
    /// # Errors
    ///
    /// The error of the future.
    ///
    /// # Allocation
    ///
    /// One slot of the [pool](valuetask::pool) if the future isn't ready, none in steady state.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::Shared;
    ///
    /// assert_eq!(Shared::new(async { 7 }).blocking_wait(), Ok(&7));
    /// ```
    pub fn blocking_wait(&self) -> Result<&T, &TaskError> {
        self.result().unwrap_or_else(|| blocking_wait(self.get()))
    }

    /// Blocks as [`blocking_wait`](Self::blocking_wait), for this much time at most.
    ///
    /// Returns `None` if the future isn't ready when the time is up. A result that is there is returned even if the time is zero. A time
    /// that is more than can be measured is endless.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use valuetask_tasks::Shared;
    ///
    /// let never = Shared::new(std::future::pending::<u32>());
    /// assert_eq!(never.blocking_wait_timeout(Duration::from_millis(1)), None);
    /// ```
    pub fn blocking_wait_timeout(&self, timeout: Duration) -> Option<Result<&T, &TaskError>> {
        self.result().or_else(|| blocking_wait_timeout(self.get(), timeout))
    }

    /// Blocks the thread as [`blocking_wait`](Self::blocking_wait), and returns the result by value.
    ///
    /// The result is moved out if this is the last handle, and cloned otherwise.
    ///
    /// # Errors
    ///
    /// The error of the future.
    pub fn blocking_wait_owned(self) -> Result<T, TaskError>
    where
        T: Clone,
    {
        // The outcome is read below.
        let _ = self.blocking_wait();
        self.into_outcome()
    }
}
