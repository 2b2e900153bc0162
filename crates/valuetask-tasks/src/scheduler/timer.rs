//! [`Timer`]: an alarm of a runtime's clock, or a timer of another scheduler.
#![forbid(unsafe_code)]

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use valuetask::PooledFuture;

/// A timer, or another future, which its first poll sets.
pub(crate) enum Timer<O> {
    #[cfg(feature = "tokio")]
    Alarm(super::clock::Timer<O>),
    Future(PooledFuture<'static, O>),
}

impl<O> From<PooledFuture<'static, O>> for Timer<O> {
    #[inline]
    fn from(future: PooledFuture<'static, O>) -> Self {
        Self::Future(future)
    }
}

impl<O> Future for Timer<O> {
    type Output = O;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<O> {
        match &mut *self {
            #[cfg(feature = "tokio")]
            Self::Alarm(alarm) => Pin::new(alarm).poll(cx),
            Self::Future(future) => Pin::new(future).poll(cx),
        }
    }
}
