//! The traits that both kinds of task implement.

use alloc::boxed::Box;
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::state::State;
use super::{LocalPooledFuture, LocalValueTask, PooledFuture, ValueTask};

macro_rules! implement {
    ($Task:ident of $Pooled:ident $(, $Send:ident)?) => {
        impl<T> Future for $Task<'_, T> {
            type Output = T;

            /// # Panics
            ///
            /// Panics if the task has returned its value already, and if its future panics.
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
                self.state.poll(cx)
            }
        }

        impl<T> $Task<'_, T> {
            /// Returns `true` once a poll has returned the value, or panicked: then don't poll it again.
            ///
            #[doc = concat!("[`is_completed`](", stringify!($Task), "::is_completed) is `false` before and after. A task that is ready and wasn't polled isn't terminated.")]
            ///
            /// With the feature `futures` it is that of `FusedFuture`, too, which the `select!` of futures asks.
            ///
            /// # Examples
            ///
            /// ```
            #[doc = concat!("use valuetask::", stringify!($Task), ";")]
            ///
            /// pollster::block_on(async {
            #[doc = concat!("    let mut task = ", stringify!($Task), "::ready(7);")]
            ///     assert!(!task.is_terminated());
            ///     assert_eq!((&mut task).await, 7);
            ///     assert!(task.is_terminated());
            /// });
            /// ```
            #[inline]
            pub fn is_terminated(&self) -> bool {
                self.state.is_taken()
            }
        }

        #[cfg(feature = "futures")]
        impl<T> futures_core::FusedFuture for $Task<'_, T> {
            #[inline]
            fn is_terminated(&self) -> bool {
                $Task::is_terminated(self)
            }
        }

        // The value is moved out and never pinned, and the future is pinned in its slot: so the task may move.
        impl<T> Unpin for $Task<'_, T> {}

        impl<T> From<T> for $Task<'_, T> {
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn from(value: T) -> Self {
                Self { state: State::ended(value) }
            }
        }

        impl<T: Default> Default for $Task<'_, T> {
            fn default() -> Self {
                Self::ready(T::default())
            }
        }

        /// Shows whether the task is ready, pending or taken. Doesn't show or consume the value.
        impl<T> fmt::Debug for $Task<'_, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($Task), "({:?})"), self.state)
            }
        }

        /// Stores the box in a slot of the pool. The future isn't moved.
        impl<'a, T> From<Pin<Box<dyn Future<Output = T> $(+ $Send)? + 'a>>> for $Task<'a, T> {
            fn from(future: Pin<Box<dyn Future<Output = T> $(+ $Send)? + 'a>>) -> Self {
                $Pooled::from(future).into()
            }
        }

        /// Boxes the task: one allocation.
        impl<'a, T: $($Send +)? 'a> From<$Task<'a, T>> for Pin<Box<dyn Future<Output = T> $(+ $Send)? + 'a>> {
            fn from(task: $Task<'a, T>) -> Self {
                Box::pin(task)
            }
        }
    };
}

implement!(ValueTask of PooledFuture, Send);
implement!(LocalValueTask of LocalPooledFuture);

// SAFETY: a machine in a `ValueTask` was made by `from_future`, `start`, `from_poll` or `hot`, each of which requires
// `Send`, and a slot may be returned on any thread (`pool::give`). `LocalValueTask` has no such impl: the raw pointer
// in its machine makes it `!Send` and `!Sync`.
unsafe impl<T: Send> Send for ValueTask<'_, T> {}

// SAFETY: a shared task only tells its state: its machine and its future can't be reached.
unsafe impl<T: Sync> Sync for ValueTask<'_, T> {}
