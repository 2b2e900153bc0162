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

/// What doesn't happen.
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

// What is pinned lies in the slots of the elements.
impl<E> Unpin for WhenAll<E> {}
impl<E> Unpin for TryWhenAll<E> {}
impl<E> Unpin for WhenAny<E> {}

/// Room for no more than so many tasks is made on an iterator's word, which may be endless.
const FORESEEN: usize = 1024;

/// What `check` makes of the tasks that are waited for; or of the first that ends it all. Nothing is allocated before the first of the former.
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

    /// Waits for all the tasks: the value is theirs, in the order of the tasks.
    ///
    /// Ready if all of them are. Otherwise those that are pending are polled together, when this is. Of more than a few tasks only those
    /// are polled again that were woken.
    ///
    /// For a few tasks of different types there is [`join`](crate::join::join).
    ///
    /// # Panics
    ///
    /// If there are 2^32 tasks or more. When one of the tasks panics, so does this, and all are dropped.
    ///
    /// # Cancel safety
    ///
    /// Dropping this drops all the tasks, in order, and the values of those that had one.
    ///
    /// # Allocation
    ///
    /// One, for the tasks, unless they come in a `Vec`. The values lie in the same memory, where they fit (otherwise it is allocated
    /// anew). Pending, the rest takes memory of the [pool](crate::pool): none in steady state.
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

    /// Waits for all the tasks, or for the first error.
    ///
    /// Which error is first is a matter of time; of those that are there at once it is often, but not always, the one of the lowest index.
    /// The other tasks are dropped then, whether pending or not. Otherwise as [`when_all`](Self::when_all).
    ///
    /// # Errors
    ///
    /// The value of the task is the first error. One that is there at the call ends it: what the iterator has left isn't asked for.
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
    /// As [`when_all`](Self::when_all), and for the tasks also if they come in a `Vec`: one, and a few more for more than 1024. None if
    /// the first has an error at the call.
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

    /// Waits for the first of the tasks: the value is its index and its value. `None` if there are no tasks.
    ///
    /// Which is first is a matter of time; of those that are there at once it is often, but not always, the one of the lowest index. The
    /// other tasks are dropped before the value is given: what they would have yielded, errors too, is never seen.
    ///
    /// A task that is ready at the call ends it: what the iterator has left isn't asked for.
    ///
    /// # Panics
    ///
    /// As [`when_all`](Self::when_all).
    ///
    /// # Cancel safety
    ///
    /// Dropping this drops all the tasks, in order.
    ///
    /// # Allocation
    ///
    /// One, for the tasks, and a few more for more than 1024. The rest takes memory of the [pool](crate::pool): none in steady state. None
    /// if the first is ready at the call.
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

    /// Waits for all the tasks, which stay on their thread, as [`ValueTask::when_all`].
    ///
    /// # Panics
    ///
    /// As there.
    when_all;

    /// Waits for all the tasks, which stay on their thread, or for the first error, as [`ValueTask::try_when_all`].
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// # Panics
    ///
    /// As there.
    try_when_all;

    /// Waits for the first of the tasks, which stay on their thread, as [`ValueTask::when_any`].
    ///
    /// # Panics
    ///
    /// As there.
    when_any
}

macro_rules! pooled {
    ($Pooled:ident as $Task:ident $(, $Send:ident)?) => {
        impl<'a, T: $($Send +)? 'a> $Pooled<'a, T> {
            #[doc = concat!("Waits for all of the futures, as [`", stringify!($Task), "::when_all`] does for tasks that are pending.")]
            ///
            /// # Panics
            ///
            /// As there.
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
            /// As there.
            pub fn when_any(futures: impl IntoIterator<Item = Self>) -> Option<$Task<'a, (usize, T)>> {
                $Task::when_any(futures.into_iter().map($Task::from))
            }
        }

        impl<'a, T: $($Send +)? 'a, E: $($Send +)? 'a> $Pooled<'a, Result<T, E>> {
            #[doc = concat!("Waits for all of the futures, or for the first error, as [`", stringify!($Task), "::try_when_all`].")]
            ///
            /// # Errors
            ///
            /// As there.
            ///
            /// # Panics
            ///
            /// As there.
            pub fn try_when_all(futures: impl IntoIterator<Item = Self>) -> $Task<'a, Result<Vec<T>, E>> {
                $Task::try_when_all(futures.into_iter().map($Task::from))
            }
        }
    };
}

pooled!(PooledFuture as ValueTask, Send);
pooled!(LocalPooledFuture as LocalValueTask);
