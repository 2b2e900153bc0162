//! The future of a borrowed operation and the function that polls it.
#![forbid(unsafe_code)]

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

/// A borrowed operation, and the function that polls it.
pub(super) struct FromPoll<'a, S, T> {
    pub(super) state: &'a mut S,
    pub(super) poll: fn(&mut S, &mut Context<'_>) -> Poll<T>,
}

impl<S, T> Future for FromPoll<'_, S, T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let Self { state, poll } = &mut *self;
        poll(state, cx)
    }
}
