//! Futures that are polled by other code, in place.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

/// A future that a [`Poller`] polls.
pub(crate) struct PolledBy<F, P: Poller<F>> {
    /// Pinned.
    future: F,
    poller: P,
}

/// Code that polls a future.
pub(crate) trait Poller<F> {
    type Output;

    fn poll(&mut self, future: Pin<&mut F>, cx: &mut Context<'_>) -> Poll<Self::Output>;

    /// Called before the future is dropped.
    #[inline]
    fn dropped(&mut self, _: Pin<&mut F>) {}
}

impl<F, R, P: FnMut(Pin<&mut F>, &mut Context<'_>) -> Poll<R>> Poller<F> for P {
    type Output = R;

    #[inline]
    fn poll(&mut self, future: Pin<&mut F>, cx: &mut Context<'_>) -> Poll<R> {
        self(future, cx)
    }
}

impl<F, P: Poller<F>> PolledBy<F, P> {
    #[inline]
    pub(crate) fn new(future: F, poller: P) -> Self {
        Self { future, poller }
    }
}

impl<F, P: Poller<F>> Future for PolledBy<F, P> {
    type Output = P::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<P::Output> {
        // SAFETY: `future` is used through the pin below alone, and no other field is pinned.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: `this` was pinned. The field is reached here and in the destructor alone, which pins it, too.
        this.poller.poll(unsafe { Pin::new_unchecked(&mut this.future) }, cx)
    }
}

impl<F, P: Poller<F>> Drop for PolledBy<F, P> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: if this was polled it was pinned, so the future is dropped in place after this. It isn't moved before.
        self.poller.dropped(unsafe { Pin::new_unchecked(&mut self.future) });
    }
}
