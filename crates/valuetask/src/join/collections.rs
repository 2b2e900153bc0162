//! Joins of collections: all, all or an error, any.
#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::element::{Element, Fallible};
use super::elements::Elements;
use crate::{LocalPooledFuture, LocalValueTask, PooledFuture, ValueTask};

/// Waits for all.
struct WhenAll<E>(Elements<E>);

impl<E: Element> Future for WhenAll<E> {
    type Output = Vec<E::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.0.poll(cx, |_, task, cx| Ok::<_, Never>(task.advance(cx))) {
            Ok(true) => Poll::Ready(self.0.values()),
            Ok(false) => Poll::Pending,
            Err(never) => match never {},
        }
    }
}

/// The error of a join that can't fail.
enum Never {}

/// Waits for all, or for the first error.
struct TryWhenAll<E>(Elements<E>);

impl<E: Fallible> Future for TryWhenAll<E> {
    type Output = Result<Vec<E::Value>, E::Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.0.poll(cx, |_, task, cx| task.try_advance(cx)) {
            Ok(true) => Poll::Ready(self.0.values().into_iter().collect()),
            Ok(false) => Poll::Pending,
            Err(error) => Poll::Ready(Err(error)),
        }
    }
}

/// Waits for one.
struct WhenAny<E>(Elements<E>);

impl<E: Element> Future for WhenAny<E> {
    type Output = (usize, E::Output);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let polled = self.0.poll(cx, |index, task, cx| match Pin::new(task).poll(cx) {
            Poll::Ready(value) => Err((index, value)),
            Poll::Pending => Ok(false),
        });
        match polled {
            Ok(_) => Poll::Pending,
            Err(first) => Poll::Ready(first),
        }
    }
}

// Pinned futures lie in the slots of the elements.
impl<E> Unpin for WhenAll<E> {}
impl<E> Unpin for TryWhenAll<E> {}
impl<E> Unpin for WhenAny<E> {}

/// Capacity is reserved for this many tasks at most, as the size hint of an iterator may be huge.
const FORESEEN: usize = 1024;

/// Collects the elements that `check` makes of tasks, or returns its first `Err`. Allocates with the first element.
pub(crate) fn collect<T, E, B>(
    tasks: impl IntoIterator<Item = T>,
    mut check: impl FnMut(usize, T) -> Result<E, B>,
) -> Result<Vec<E>, B> {
    let mut tasks = tasks.into_iter();
    let mut all = Vec::new();
    while let Some(task) = tasks.next() {
        let element = check(all.len(), task)?;
        if all.is_empty() {
            all.reserve_exact(tasks.size_hint().0.saturating_add(1).min(FORESEEN));
        }
        all.push(element);
    }
    Ok(all)
}

macro_rules! collections {
    (
        $Task:ident $(, $Send:ident)?;
        $(#[$when_all:meta])* when_all; $(#[$try_when_all:meta])* try_when_all; $(#[$when_any:meta])* when_any
    ) => {
        impl<'a, T: $($Send +)? 'a> $Task<'a, T> {
            $(#[$when_all])*
            pub fn when_all(tasks: impl IntoIterator<Item = Self>) -> $Task<'a, Vec<T>> {
                let mut tasks = Elements::new(Vec::from_iter(tasks));
                if tasks.are_ready() { $Task::ready(tasks.values()) } else { $Task::from_future(WhenAll(tasks)) }
            }

            $(#[$when_any])*
            #[must_use = "a task does no further work unless awaited"]
            pub fn when_any(tasks: impl IntoIterator<Item = Self>) -> Option<$Task<'a, (usize, T)>> {
                match collect(tasks, |index, task| task.try_result().map_or_else(Ok, |value| Err((index, value)))) {
                    Ok(pending) if pending.is_empty() => None,
                    Ok(pending) => Some($Task::from_future(WhenAny(Elements::new(pending)))),
                    Err(first) => Some($Task::ready(first)),
                }
            }
        }

        impl<'a, T: $($Send +)? 'a, E: $($Send +)? 'a> $Task<'a, Result<T, E>> {
            $(#[$try_when_all])*
            pub fn try_when_all(tasks: impl IntoIterator<Item = Self>) -> $Task<'a, Result<Vec<T>, E>> {
                match collect(tasks, |_, task| task.checked()).map(Elements::new) {
                    Ok(mut tasks) if tasks.are_ready() => $Task::ready(tasks.values().into_iter().collect()),
                    Ok(tasks) => $Task::from_future(TryWhenAll(tasks)),
                    Err(error) => $Task::ready(Err(error)),
                }
            }
        }
    };
}

collections! {
    ValueTask, Send;

    /// Waits for all tasks: returns a task of their values, in the order of the tasks.
    ///
    /// The returned task is ready if all inputs are. Otherwise its polls poll the pending inputs. If there are more than twelve inputs, only
    /// those that were woken are polled again.
    ///
    /// For a few tasks of different types use [`join`](crate::join::join).
    ///
    /// # Panics
    ///
    /// If there are 2^32 tasks or more. If an input panics, so does the returned task, and all inputs are dropped.
    ///
    /// # Cancel safety
    ///
    /// Dropping the returned task drops all inputs, in order, and the values of those that were ready.
    ///
    /// # Allocation
    ///
    /// One for the tasks, unless they are in a `Vec`. The values reuse that memory if they fit, and are allocated otherwise. If an input is
    /// pending, memory of the [pool](crate::pool), none in steady state.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::ValueTask;
    ///
    /// let squares = ValueTask::when_all((0..4).map(|n| ValueTask::from_future(async move { n * n })));
    /// assert_eq!(pollster::block_on(squares), [0, 1, 4, 9]);
    /// ```
    when_all;

    /// Waits for all tasks, or for the first error.
    ///
    /// If several errors are ready at one poll, any of them is returned. The other inputs are dropped then, pending or ready. Otherwise as
    /// [`when_all`](Self::when_all).
    ///
    /// # Errors
    ///
    /// The value of the returned task is the first error. If an error is ready at the call, the rest of the iterator isn't consumed.
    ///
    /// # Panics
    ///
    /// As [`when_all`](Self::when_all).
    ///
    /// # Cancel safety
    ///
    /// As [`when_all`](Self::when_all).
    ///
    /// # Allocation
    ///
    /// As [`when_all`](Self::when_all), but one for the tasks also if they are in a `Vec`, and a few more for more than 1024. None if the
    /// error of the first task is ready at the call.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::ValueTask;
    ///
    /// let numbers = ["1", "2", "x"].map(|text| ValueTask::from_future(async move { text.parse::<u8>() }));
    /// assert!(pollster::block_on(ValueTask::try_when_all(numbers)).is_err());
    /// ```
    try_when_all;

    /// Waits for the first task that is ready: returns a task of its index and value.
    ///
    /// Returns `None` if there are no tasks.
    ///
    /// If several inputs are ready at one poll, any of them is returned. The other inputs are dropped before the value is returned, with
    /// their values and errors.
    ///
    /// If an input is ready at the call, the rest of the iterator isn't consumed.
    ///
    /// # Panics
    ///
    /// As [`when_all`](Self::when_all).
    ///
    /// # Cancel safety
    ///
    /// Dropping the returned task drops all inputs, in order.
    ///
    /// # Allocation
    ///
    /// One for the tasks, and a few more for more than 1024. Memory of the [pool](crate::pool), none in steady state. None if the first task
    /// is ready at the call.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::ValueTask;
    ///
    /// let never = ValueTask::from_future(std::future::pending());
    /// let first = ValueTask::when_any([never, ValueTask::from_future(async { "here" })]).expect("two tasks");
    /// assert_eq!(pollster::block_on(first), (1, "here"));
    ///
    /// assert!(ValueTask::<()>::when_any([]).is_none());
    /// ```
    when_any
}

collections! {
    LocalValueTask;

    /// Waits for all tasks, as [`ValueTask::when_all`].
    ///
    /// # Panics
    ///
    /// As [`ValueTask::when_all`].
    when_all;

    /// Waits for all tasks, or for the first error, as [`ValueTask::try_when_all`].
    ///
    /// # Errors
    ///
    /// As [`ValueTask::try_when_all`].
    ///
    /// # Panics
    ///
    /// As [`ValueTask::try_when_all`].
    try_when_all;

    /// Waits for the first task that is ready, as [`ValueTask::when_any`].
    ///
    /// # Panics
    ///
    /// As [`ValueTask::when_any`].
    when_any
}

macro_rules! pooled {
    ($Pooled:ident as $Task:ident $(, $Send:ident)?) => {
        impl<'a, T: $($Send +)? 'a> $Pooled<'a, T> {
            #[doc = concat!("Waits for all of the futures, as [`", stringify!($Task), "::when_all`] does for tasks that are pending.")]
            ///
            /// # Panics
            ///
            #[doc = concat!("As [`", stringify!($Task), "::when_all`].")]
            ///
            /// # Examples
            ///
            /// ```
            #[doc = concat!("use valuetask::", stringify!($Pooled), ";")]
            ///
            #[doc = concat!("let squares = ", stringify!($Pooled), "::when_all((0..4).map(|n| ", stringify!($Pooled), "::new(async move { n * n })));")]
            /// assert_eq!(pollster::block_on(squares), [0, 1, 4, 9]);
            /// ```
            pub fn when_all(futures: impl IntoIterator<Item = Self>) -> $Task<'a, Vec<T>> {
                $Task::when_all(futures.into_iter().map($Task::from))
            }

            #[doc = concat!("Waits for the first of the futures, as [`", stringify!($Task), "::when_any`] does for tasks that are pending.")]
            ///
            /// # Panics
            ///
            #[doc = concat!("As [`", stringify!($Task), "::when_any`].")]
            #[must_use = "a task does no further work unless awaited"]
            pub fn when_any(futures: impl IntoIterator<Item = Self>) -> Option<$Task<'a, (usize, T)>> {
                $Task::when_any(futures.into_iter().map($Task::from))
            }
        }

        impl<'a, T: $($Send +)? 'a, E: $($Send +)? 'a> $Pooled<'a, Result<T, E>> {
            #[doc = concat!("Waits for all of the futures, or for the first error, as [`", stringify!($Task), "::try_when_all`].")]
            ///
            /// # Errors
            ///
            #[doc = concat!("As [`", stringify!($Task), "::try_when_all`].")]
            ///
            /// # Panics
            ///
            #[doc = concat!("As [`", stringify!($Task), "::try_when_all`].")]
            pub fn try_when_all(futures: impl IntoIterator<Item = Self>) -> $Task<'a, Result<Vec<T>, E>> {
                $Task::try_when_all(futures.into_iter().map($Task::from))
            }
        }
    };
}

pooled!(PooledFuture as ValueTask, Send);
pooled!(LocalPooledFuture as LocalValueTask);
