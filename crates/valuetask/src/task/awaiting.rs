//! The futures that wait for a task.
#![forbid(unsafe_code)]

use core::fmt;
use core::future::{Future, IntoFuture};
use core::pin::Pin;
use core::task::{Context, Poll};

use super::registration::Awaiter;
use super::{Task, TaskError, TaskStatus};

type ByReference<'t, T> = Awaiter<T, &'t Task<T>>;

/// The outcome of a task that was polled `Ready`.
#[inline]
fn outcome<'t, T>(awaiter: &ByReference<'t, T>) -> Result<&'t T, &'t TaskError> {
    awaiter.by_reference().and_then(Task::result).expect("the task is complete")
}

macro_rules! by_reference {
    ($(#[$attribute:meta])* $Future:ident<$t:lifetime, $T:ident $(: $Bound:ident)?> -> $Output:ty: $value:expr) => {
        $(#[$attribute])*
        #[must_use = "futures do nothing unless awaited"]
        pub struct $Future<$t, $T>(ByReference<$t, $T>);

        impl<$t, $T $(: $Bound)?> Future for $Future<$t, $T> {
            type Output = $Output;

            #[inline]
            fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<$Output> {
                self.0.poll(cx).map(|()| outcome(&self.0)).map($value)
            }
        }

        impl<$T> fmt::Debug for $Future<'_, $T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($Future)).field(&self.0.by_reference().expect("it is never taken")).finish()
            }
        }
    };
}

by_reference! {
    /// Waits for a task, and returns its result by reference. Made by [`Task::get`].
    Get<'t, T> -> Result<&'t T, &'t TaskError>: |outcome| outcome
}

by_reference! {
    /// Waits for a task, and returns a clone of its result. Made by awaiting a reference.
    TaskRefFuture<'t, T: Clone> -> Result<T, TaskError>: |outcome| outcome.cloned().map_err(TaskError::clone)
}

impl<T> Task<T> {
    /// Waits for the task, and returns its result by reference, without `T: Clone`.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::Task;
    ///
    /// let task = Task::from_result(String::from("seven"));
    /// let length = pollster::block_on(async { task.get().await.map(|text| text.len()) });
    /// assert_eq!(length.ok(), Some(5));
    /// ```
    #[inline]
    pub fn get(&self) -> Get<'_, T> {
        Get(Awaiter::new(self))
    }

    /// Waits until the task has completed, in any way, and returns its status.
    ///
    /// An error counts as [observed](super::set_unobserved_hook).
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::{Task, TaskStatus};
    ///
    /// let task = Task::<u32>::from_error("lost");
    /// assert_eq!(pollster::block_on(task.join()), TaskStatus::Faulted);
    /// ```
    pub async fn join(&self) -> TaskStatus {
        // An error is observed.
        let _ = self.get().await;
        self.status()
    }
}

/// Waits for a task, and returns its result by value. Made by awaiting a task.
///
/// The result is moved out if the task has no other handle when this finds it complete, and cloned otherwise. A completer keeps a handle
/// until all waiters are woken, so a result may be cloned even if this was the last handle but that one. If it is large, use an `Arc`.
#[must_use = "futures do nothing unless awaited"]
pub struct TaskFuture<T>(Awaiter<T>);

impl<T: Clone> Future for TaskFuture<T> {
    type Output = Result<T, TaskError>;

    /// # Panics
    ///
    /// If it is polled again after it returned `Ready`.
    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.0.poll_owned(cx) {
            Poll::Ready(()) => match self.0.take() {
                Some(task) => Poll::Ready(task.into_outcome()),
                None => polled_after_completion(),
            },
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<T> fmt::Debug for TaskFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TaskFuture").field(&self.0.task()).finish()
    }
}

impl<T: Clone> IntoFuture for Task<T> {
    type Output = Result<T, TaskError>;
    type IntoFuture = TaskFuture<T>;

    #[inline]
    fn into_future(self) -> TaskFuture<T> {
        TaskFuture(Awaiter::new(self))
    }
}

impl<'t, T: Clone> IntoFuture for &'t Task<T> {
    type Output = Result<T, TaskError>;
    type IntoFuture = TaskRefFuture<'t, T>;

    #[inline]
    fn into_future(self) -> TaskRefFuture<'t, T> {
        TaskRefFuture(Awaiter::new(self))
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn polled_after_completion() -> ! {
    panic!("a Task's future was polled after it returned its result: await the Task, or a reference to it, again")
}
