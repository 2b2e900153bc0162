//! The cheapest executor there is: polls until ready.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Polls a future until it is ready; all futures here are, sooner or later, without being woken.
#[inline(always)]
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut cx) {
            return value;
        }
    }
}

/// Pending once, then ready.
pub(crate) struct Suspend(bool);

impl Suspend {
    pub(crate) fn once() -> Self {
        Self(false)
    }
}

impl Future for Suspend {
    type Output = ();

    #[inline]
    fn poll(mut self: std::pin::Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}
