//! Joins of collections: all, all or an error, any.
#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::element::{Element, Fallible};
use super::elements::Elements;
use super::{JoinAll, TryJoinAll};
use valuetask::{LocalPooledFuture, LocalValueTask, PooledFuture, ValueTask};

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
        let element = match check(all.len(), task) {
            Ok(element) => element,
            Err(end) => {
                // Not at the return, where a destructor that panics would leak what is returned.
                drop((tasks, all));
                return Err(end);
            }
        };
        if all.is_empty() {
            all.reserve_exact(tasks.size_hint().0.saturating_add(1).min(FORESEEN));
        }
        all.push(element);
    }
    Ok(all)
}

macro_rules! collections {
    ($Task:ident $(, $Send:ident)?) => {
        impl<'a, T: $($Send +)? 'a> JoinAll for $Task<'a, T> {
            type All = $Task<'a, Vec<T>>;
            type First = $Task<'a, (usize, T)>;

            fn when_all(tasks: impl IntoIterator<Item = Self>) -> Self::All {
                let mut tasks = Elements::new(Vec::from_iter(tasks));
                if tasks.are_ready() { $Task::ready(tasks.values()) } else { $Task::from_future(WhenAll(tasks)) }
            }

            fn when_any(tasks: impl IntoIterator<Item = Self>) -> Option<Self::First> {
                match collect(tasks, |index, task| task.try_result().map_or_else(Ok, |value| Err((index, value)))) {
                    Ok(pending) if pending.is_empty() => None,
                    Ok(pending) => Some($Task::from_future(WhenAny(Elements::new(pending)))),
                    Err(first) => Some($Task::ready(first)),
                }
            }
        }

        impl<'a, T: $($Send +)? 'a, E: $($Send +)? 'a> TryJoinAll for $Task<'a, Result<T, E>> {
            type All = $Task<'a, Result<Vec<T>, E>>;

            fn try_when_all(tasks: impl IntoIterator<Item = Self>) -> Self::All {
                match collect(tasks, |_, task| task.checked()).map(Elements::new) {
                    Ok(mut tasks) if tasks.are_ready() => $Task::ready(tasks.values().into_iter().collect()),
                    Ok(tasks) => $Task::from_future(TryWhenAll(tasks)),
                    Err(error) => $Task::ready(Err(error)),
                }
            }
        }
    };
}

collections!(ValueTask, Send);
collections!(LocalValueTask);

/// Joins pooled futures as pending value tasks.
macro_rules! pooled {
    ($Pooled:ident as $Task:ident $(, $Send:ident)?) => {
        impl<'a, T: $($Send +)? 'a> JoinAll for $Pooled<'a, T> {
            type All = $Task<'a, Vec<T>>;
            type First = $Task<'a, (usize, T)>;

            fn when_all(futures: impl IntoIterator<Item = Self>) -> Self::All {
                $Task::when_all(futures.into_iter().map($Task::from))
            }

            fn when_any(futures: impl IntoIterator<Item = Self>) -> Option<Self::First> {
                $Task::when_any(futures.into_iter().map($Task::from))
            }
        }

        impl<'a, T: $($Send +)? 'a, E: $($Send +)? 'a> TryJoinAll for $Pooled<'a, Result<T, E>> {
            type All = $Task<'a, Result<Vec<T>, E>>;

            fn try_when_all(futures: impl IntoIterator<Item = Self>) -> Self::All {
                $Task::try_when_all(futures.into_iter().map($Task::from))
            }
        }
    };
}

pooled!(PooledFuture as ValueTask, Send);
pooled!(LocalPooledFuture as LocalValueTask);
