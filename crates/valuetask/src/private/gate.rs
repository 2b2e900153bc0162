//! The gate: it keeps the hot poll from futures that aren't the method's own.

use core::future::{Future, IntoFuture};
use core::pin::Pin;
use core::task::{Context, Poll};

use crate::hot::is_hot;

/// A future that is `Pending`, and not polled, in the hot poll.
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Gate<F>(F);

impl<F> Gate<F> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) const fn new(future: F) -> Self {
        Self(future)
    }
}

impl<F: Future> Future for Gate<F> {
    type Output = F::Output;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        if is_hot(cx) {
            return Poll::Pending;
        }
        // SAFETY: the field is pinned as its struct is: it is never moved out, and `Gate` has no destructor.
        unsafe { self.map_unchecked_mut(|gate| &mut gate.0) }.poll(cx)
    }
}

/// Returns a gate before the future of what is awaited.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn gated<F: IntoFuture>(operand: F) -> Gate<F::IntoFuture> {
    Gate::new(operand.into_future())
}

/// Returns a gate for a statement whose macros may hide an await.
///
/// It is `Pending` in the hot poll, and ready in any other.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn gate() -> Gate<core::future::Ready<()>> {
    Gate(core::future::ready(()))
}
