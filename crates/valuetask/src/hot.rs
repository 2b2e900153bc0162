//! The hot start: running a machine up to its first await that can't be answered at once.
//!
//! A hot machine is polled once at the call, under a waker of its own. What its awaits do then is up to the wrappers that the
//! macro puts around them: the value of a task is handed over if it is [there](crate::divide); everything else is behind a
//! [`Gate`], which answers `Pending` without touching what it holds. So the method's own code runs, and no future behind a gate
//! sees the hot waker.

use core::future::Future;
use core::pin::Pin;
use core::ptr;
use core::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};

/// The hot waker is known by the address of this, which no clone of it shares: it is hot for one poll and no longer.
static HOT: Waker = {
    const VTABLE: RawWakerVTable = RawWakerVTable::new(|_| NOTHING, |_| {}, |_| {}, |_| {});
    const NOTHING: RawWaker = RawWaker::new(ptr::null(), &VTABLE);
    // SAFETY: none of the four functions looks at its pointer, so all of them are thread-safe.
    unsafe { Waker::from_raw(NOTHING) }
};

/// The waker that a hot machine is polled with.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn waker() -> &'static Waker {
    &HOT
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn is_hot(cx: &Context<'_>) -> bool {
    ptr::eq(cx.waker(), &HOT)
}

/// A future that is `Pending`, and not polled, in the hot poll.
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Gate<F>(F);

impl<F> Gate<F> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) const fn new(future: F) -> Self {
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
        // SAFETY: the field is pinned as its struct is: nothing moves out of it, and `Gate` has no destructor.
        unsafe { self.map_unchecked_mut(|gate| &mut gate.0) }.poll(cx)
    }
}

/// Awaited before a statement whose macros may hide an await: `Pending` in the hot poll, ready in every other.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn gate() -> Gate<core::future::Ready<()>> {
    Gate(core::future::ready(()))
}
