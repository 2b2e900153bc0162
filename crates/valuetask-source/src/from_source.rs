//! Tasks over a [`ValueTaskSource`]: the source and its token, in the smallest slot of the pool.
#![forbid(unsafe_code)]

use alloc::sync::Arc;
use core::future::Future;
use core::marker::PhantomData;
use core::ops::Deref;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::{StaleToken, Token, ValueTaskSource};
use valuetask::ValueTask;

/// Creates a task over the operation of a source that the token names.
///
/// If the operation is completed, its value is taken in this call, and the task is ready.
///
/// # Errors
///
/// Returns [`StaleToken`] if the source is at another operation, which isn't changed.
///
/// # Panics
///
/// Panics if the source panics when the value of a completed operation is taken. A
/// [`ManualResetSource`](crate::ManualResetSource) does if another awaiter has taken or is taking the value, and during
/// a reset. A poll of the task panics if the token has become stale since.
///
/// # Cancel safety
///
/// Dropping the task before it is ready [abandons](ValueTaskSource::abandon) the operation. The source decides what
/// that means.
///
/// # Allocation
///
/// The smallest slot of the [pool](valuetask::pool) if the operation is pending. None in steady state.
///
/// # Examples
///
/// ```
/// use valuetask_source::ManualResetSource;
/// use valuetask_source::from_source;
///
/// let source = ManualResetSource::new();
/// let (first, second) = (source.token(), source.reset().unwrap());
/// source.complete(7).unwrap();
/// assert_eq!(from_source(&source, second).unwrap().try_result().ok(), Some(7));
///
/// let stale = from_source(&source, first).unwrap_err();
/// assert!(stale.to_string().ends_with("is stale: it is at version 1"));
/// ```
pub fn from_source<'a, T: 'a>(
    source: &'a dyn ValueTaskSource<T>,
    token: Token,
) -> Result<ValueTask<'a, T>, StaleToken> {
    over(source, token)
}

/// Creates a task over the operation that the token names, and keeps the source alive.
///
/// # Errors
///
/// Returns [`StaleToken`] if the source is at another operation.
///
/// # Panics
///
/// Panics where [`from_source`] does.
pub fn from_shared_source<'a, T: 'a>(
    source: Arc<dyn ValueTaskSource<T> + 'a>,
    token: Token,
) -> Result<ValueTask<'a, T>, StaleToken> {
    over(source, token)
}

/// Creates a task over an operation, or returns its value as a ready task.
fn over<'a, T: 'a, S>(source: S, token: Token) -> Result<ValueTask<'a, T>, StaleToken>
where
    S: Deref<Target: ValueTaskSource<T>> + Send + Unpin + 'a,
{
    if source.status(token)?.is_completed()
        && let Poll::Ready(value) = source.poll_result(token, &mut Context::from_waker(Waker::noop()))
    {
        return Ok(ValueTask::ready(value));
    }
    Ok(ValueTask::from_future(Sourced { source, token, awaits: true, value: PhantomData }))
}

/// The awaiter of an operation of a source that yields a `T`.
struct Sourced<T, S: Deref<Target: ValueTaskSource<T>>> {
    source: S,
    token: Token,
    /// `true` unless this is done or being polled.
    awaits: bool,
    value: PhantomData<fn() -> T>,
}

impl<T, S: Deref<Target: ValueTaskSource<T>> + Unpin> Future for Sourced<T, S> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        // After a panic of the source there is nothing to abandon.
        self.awaits = false;
        let polled = self.source.poll_result(self.token, cx);
        self.awaits = polled.is_pending();
        polled
    }
}

impl<T, S: Deref<Target: ValueTaskSource<T>>> Drop for Sourced<T, S> {
    fn drop(&mut self) {
        if self.awaits {
            self.source.abandon(self.token);
        }
    }
}
