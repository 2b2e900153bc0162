//! Joins of tuples: tasks of different types.
#![forbid(unsafe_code)]

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::element::{Element, Fallible};
use super::{Join, TryJoin};
#[cfg(feature = "std")]
use crate::{Task, TaskError};
use valuetask::{LocalPooledFuture, LocalValueTask, PooledFuture, ValueTask};

/// Waits for all. Each poll polls all that are pending: see `elements::FEW`.
struct All<T>(T);

/// Waits for all, or for the first error.
struct TryAll<T>(T);

// Pinned futures lie in the slots of the elements.
impl<T> Unpin for All<T> {}
impl<T> Unpin for TryAll<T> {}

macro_rules! futures {
    ($($E:ident $index:tt),+) => {
        impl<$($E: Element),+> Future for All<($($E,)+)> {
            type Output = ($($E::Output,)+);

            fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
                let tasks = &mut self.0;
                // Not `&&`: each of them has to be polled.
                let ready = $(tasks.$index.advance(cx) &)+ true;
                if ready { Poll::Ready(($(tasks.$index.take(cx),)+)) } else { Poll::Pending }
            }
        }

        impl<Error, $($E: Fallible<Error = Error>),+> Future for TryAll<($($E,)+)> {
            type Output = Result<($($E::Value,)+), Error>;

            fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
                let tasks = &mut self.0;
                let mut polled = || Ok($(tasks.$index.try_advance(cx)? &)+ true);
                match polled() {
                    Ok(true) => Poll::Ready(Ok(($(tasks.$index.take(cx)?,)+))),
                    Ok(false) => Poll::Pending,
                    Err(error) => Poll::Ready(Err(error)),
                }
            }
        }
    };
}

macro_rules! joins {
    ($Task:ident of $Kept:ident; $($T:ident $task:ident),+) => {
        impl<'a, $($T: $Kept + 'a),+> Join for ($($Task<'a, $T>,)+) {
            type Joined = $Task<'a, ($($T,)+)>;

            #[inline]
            fn join(self) -> Self::Joined {
                let ($($task,)+) = self;
                if $($task.is_completed() &)+ true {
                    $Task::ready(($(Element::value($task),)+))
                } else {
                    $Task::from_future(All(($($task,)+)))
                }
            }
        }

        impl<'a, Error: $Kept + 'a, $($T: $Kept + 'a),+> TryJoin for ($($Task<'a, Result<$T, Error>>,)+) {
            type Joined = $Task<'a, Result<($($T,)+), Error>>;

            #[inline]
            fn try_join(self) -> Self::Joined {
                let ($($task,)+) = self;
                $(let $task = match $task.checked() {
                    Ok(task) => task,
                    Err(error) => return $Task::ready(Err(error)),
                };)+
                if $($task.is_completed() &)+ true {
                    let values = || Ok(($(Element::value($task)?,)+));
                    $Task::ready(values())
                } else {
                    $Task::from_future(TryAll(($($task,)+)))
                }
            }
        }
    };
}

/// Joins pooled futures as pending value tasks.
macro_rules! pooled {
    ($Pooled:ident as $Task:ident of $Kept:ident; $($T:ident $task:ident),+) => {
        impl<'a, $($T: $Kept + 'a),+> Join for ($($Pooled<'a, $T>,)+) {
            type Joined = $Task<'a, ($($T,)+)>;

            #[inline]
            fn join(self) -> Self::Joined {
                let ($($task,)+) = self;
                ($($Task::from($task),)+).join()
            }
        }

        impl<'a, Error: $Kept + 'a, $($T: $Kept + 'a),+> TryJoin for ($($Pooled<'a, Result<$T, Error>>,)+) {
            type Joined = $Task<'a, Result<($($T,)+), Error>>;

            #[inline]
            fn try_join(self) -> Self::Joined {
                let ($($task,)+) = self;
                ($($Task::from($task),)+).try_join()
            }
        }
    };
}

/// Joins tasks as value tasks of their results.
#[cfg(feature = "std")]
macro_rules! shared {
    ($($T:ident $task:ident),+) => {
        impl<$($T: Clone + Send + Sync + 'static),+> Join for ($(Task<$T>,)+) {
            type Joined = ValueTask<'static, ($(Result<$T, TaskError>,)+)>;

            fn join(self) -> Self::Joined {
                let ($($task,)+) = self;
                ($(ValueTask::from($task),)+).join()
            }
        }

        impl<$($T: Clone + Send + Sync + 'static),+> TryJoin for ($(Task<$T>,)+) {
            type Joined = ValueTask<'static, Result<($($T,)+), TaskError>>;

            fn try_join(self) -> Self::Joined {
                let ($($task,)+) = self;
                ($(ValueTask::from($task),)+).try_join()
            }
        }
    };
}

macro_rules! tuples {
    ($(($($T:ident $task:ident $index:tt),+))+) => {$(
        futures!($($T $index),+);
        joins!(ValueTask of Send; $($T $task),+);
        joins!(LocalValueTask of Sized; $($T $task),+);
        pooled!(PooledFuture as ValueTask of Send; $($T $task),+);
        pooled!(LocalPooledFuture as LocalValueTask of Sized; $($T $task),+);
        #[cfg(feature = "std")]
        shared!($($T $task),+);
    )+};
}

tuples! {
    (A a 0)
    (A a 0, B b 1)
    (A a 0, B b 1, C c 2)
    (A a 0, B b 1, C c 2, D d 3)
    (A a 0, B b 1, C c 2, D d 3, E e 4)
    (A a 0, B b 1, C c 2, D d 3, E e 4, F f 5)
    (A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6)
    (A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7)
    (A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7, I i 8)
    (A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7, I i 8, J j 9)
    (A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7, I i 8, J j 9, K k 10)
    (A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7, I i 8, J j 9, K k 10, L l 11)
}
