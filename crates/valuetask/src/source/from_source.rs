//! Tasks over a [`ValueTaskSource`]: the source and its token, in the smallest slot of the pool.
#![forbid(unsafe_code)]

use alloc::sync::Arc;
use core::future::Future;
use core::marker::PhantomData;
use core::ops::Deref;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::{StaleToken, Token, ValueTaskSource};
use crate::ValueTask;

impl<'a, T> ValueTask<'a, T> {
    /// A task over an operation of a source, by its token: [`checked_from_source`](Self::checked_from_source) where a stale
    /// token is a bug.
    ///
    /// # Panics
    ///
    /// If the token is stale, and as [`checked_from_source`](Self::checked_from_source) does. Polling the task panics if the
    /// token has become stale since.
    #[track_caller]
    pub fn from_source(source: &'a dyn ValueTaskSource<T>, token: Token) -> Self
    where
        T: 'a,
    {
        Self::checked_from_source(source, token).unwrap_or_else(|stale| panic!("{stale}"))
    }

    /// A task over an operation of a source, by its token. It is ready if the source says that the operation is
    /// completed: then its value is taken here.
    ///
    /// # Errors
    ///
    /// [`StaleToken`], if the source is at another operation. Nothing of that was touched.
    ///
    /// # Panics
    ///
    /// If the source does when it is asked for the value of an operation that is completed: a
    /// [`ManualResetSource`](crate::ManualResetSource) if somebody has taken that, is just taking it, or resets.
    ///
    /// # Cancel safety
    ///
    /// Dropping the task before it is ready [abandons](ValueTaskSource::abandon) the operation. What that means is up
    /// to the source.
    ///
    /// # Allocation
    ///
    /// The smallest slot of the [pool](crate::pool), if the operation is pending; none in steady state.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::{ManualResetSource, ValueTask};
    ///
    /// let source = ManualResetSource::new();
    /// let (first, second) = (source.token(), source.reset());
    /// source.complete(7).unwrap();
    /// assert_eq!(ValueTask::from_source(&source, second).try_result().ok(), Some(7));
    ///
    /// let stale = ValueTask::checked_from_source(&source, first).unwrap_err();
    /// assert!(stale.to_string().ends_with("is stale: it is at version 1"));
    /// ```
    pub fn checked_from_source(source: &'a dyn ValueTaskSource<T>, token: Token) -> Result<Self, StaleToken>
    where
        T: 'a,
    {
        over(source, token)
    }

    /// A task over an operation of a source that the task keeps alive, as [`from_source`](Self::from_source).
    ///
    /// # Panics
    ///
    /// As [`from_source`](Self::from_source).
    #[track_caller]
    pub fn from_shared_source(source: Arc<dyn ValueTaskSource<T> + 'a>, token: Token) -> Self
    where
        T: 'a,
    {
        Self::checked_from_shared_source(source, token).unwrap_or_else(|stale| panic!("{stale}"))
    }

    /// A task over an operation of a source that the task keeps alive, as [`checked_from_source`](Self::checked_from_source).
    ///
    /// # Errors
    ///
    /// As [`checked_from_source`](Self::checked_from_source).
    ///
    /// # Panics
    ///
    /// As [`checked_from_source`](Self::checked_from_source).
    pub fn checked_from_shared_source(
        source: Arc<dyn ValueTaskSource<T> + 'a>,
        token: Token,
    ) -> Result<Self, StaleToken>
    where
        T: 'a,
    {
        over(source, token)
    }
}

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
    /// It isn't done, and not in the middle of a poll.
    awaits: bool,
    value: PhantomData<fn() -> T>,
}

impl<T, S: Deref<Target: ValueTaskSource<T>> + Unpin> Future for Sourced<T, S> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        // If the source panics, there is nothing to be abandoned.
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
