//! The futures that wait for a task.
#![forbid(unsafe_code)]

use core::fmt;
use core::future::{Future, IntoFuture, poll_fn};
use core::pin::Pin;
use core::task::{Context, Poll};

use super::{Task, TaskError, TaskStatus};
use crate::awaiter::Awaiter;

/// Defines whether a future has returned its result.
macro_rules! terminated {
    (<$($h:lifetime, )?$T:ident$(: $bound:lifetime)?> $Future:ty: |$this:ident| $is_terminated:expr) => {
        impl<$($h, )?$T$(: $bound)?> $Future {
            /// Returns `true` once a poll has returned the result: then don't poll it again.
            ///
            /// With the feature `futures` it is that of `FusedFuture`, too, which the `select!` of futures asks.
            #[inline]
            pub fn is_terminated(&self) -> bool {
                let $this = self;
                $is_terminated
            }
        }

        #[cfg(feature = "futures")]
        impl<$($h, )?$T$(: $bound)?> futures_core::FusedFuture for $Future
        where
            Self: Future,
        {
            #[inline]
            fn is_terminated(&self) -> bool {
                <$Future>::is_terminated(self)
            }
        }
    };
}
pub(crate) use terminated;

/// Defines a future that is an awaiter, and returns what a method of its task returns.
macro_rules! awaits {
    (<$($h:lifetime, )?$T:ident$(: $bound:lifetime)?> $Future:ident<$($p:tt),*>: $outcome:ident, $polled_again:expr) => {
        impl<$($h, )?$T: Clone$( + $bound)?> Future for $Future<$($p),*> {
            type Output = Result<$T, TaskError>;

            /// # Panics
            ///
            /// If it is polled again after it returned `Ready`.
            #[inline(always)]
            fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
                self.0.poll(cx).map(|()| self.0.take().expect($polled_again).$outcome())
            }
        }

        terminated! { <$($h, )?$T$(: $bound)?> $Future<$($p),*>: |this| this.0.handle().is_none() }

        impl<$($h, )?$T$(: $bound)?> fmt::Debug for $Future<$($p),*> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($Future)).field(&self.0.handle()).finish()
            }
        }
    };
}
pub(crate) use awaits;

/// Waits for a task, and returns a clone of its result. Made by awaiting a reference.
#[must_use = "futures do nothing unless awaited"]
pub struct TaskRefFuture<'t, T>(Awaiter<&'t Task<T>>);

awaits! { <'t, T> TaskRefFuture<'t, T>: cloned_outcome, POLLED_AFTER_COMPLETION }

/// Waits for a task, and returns its result by value. Made by awaiting a task.
///
/// The result is moved out if the task has no other handle when this finds it complete, and cloned otherwise. A
/// [continuation](Task::continue_with) has a handle until its code has run, and a [source](super::TaskCompletionSource) until it is dropped;
/// spawned work, a delay and a combination have none. For a result that isn't `Clone`, await
/// [`settled`](Task::settled), and call [`try_unwrap`](Task::try_unwrap).
#[must_use = "futures do nothing unless awaited"]
pub struct TaskFuture<T>(Awaiter<Task<T>>);

awaits! { <T> TaskFuture<T>: into_outcome, POLLED_AFTER_COMPLETION }

// The compiler shows these lines where a result isn't `Clone`: so they say what to write instead.
impl<'t, T> IntoFuture for &'t Task<T>
where
    T: Clone, // for a result that isn't `Clone`, write `task.get().await`, which lends it
{
    type Output = Result<T, TaskError>;
    type IntoFuture = TaskRefFuture<'t, T>;

    #[inline]
    fn into_future(self) -> TaskRefFuture<'t, T> {
        TaskRefFuture(Awaiter::new(self))
    }
}

impl<T> IntoFuture for Task<T>
where
    T: Clone, // for a result that isn't `Clone`, write `task.get().await`, which lends it
{
    type Output = Result<T, TaskError>;
    type IntoFuture = TaskFuture<T>;

    #[inline]
    fn into_future(self) -> TaskFuture<T> {
        TaskFuture(Awaiter::new(self))
    }
}

const POLLED_AFTER_COMPLETION: &str =
    "a Task's future was polled after it returned its result: await the Task, or a reference to it, again";

impl<T> Task<T> {
    /// Waits for the task, and returns its result by reference, without `T: Clone`.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::Task;
    ///
    /// let task = Task::from_result(String::from("seven"));
    /// let length = pollster::block_on(async { task.get().await.map(|text| text.len()) });
    /// assert_eq!(length.ok(), Some(5));
    /// ```
    #[inline]
    pub fn get(&self) -> impl Future<Output = Result<&T, &TaskError>> + Unpin {
        let mut awaiter = Awaiter::new(self);
        poll_fn(move |cx| awaiter.poll(cx).map(|()| self.lent_outcome()))
    }

    /// Waits until the task has completed, in any way, and returns its status.
    ///
    /// An error counts as [observed](super::set_unobserved_hook).
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::{Task, TaskStatus};
    ///
    /// let task = Task::<u32>::from_error("lost");
    /// assert_eq!(pollster::block_on(task.settled()), TaskStatus::Faulted);
    /// ```
    pub async fn settled(&self) -> TaskStatus {
        // An error is observed.
        let _ = self.get().await;
        self.status()
    }
}
