//! The waker of the hot poll: running a machine up to its first await that can't be answered at once.
//!
//! A hot machine is polled once at the call, under this waker. What its awaits do then is up to the wrappers that the
//! macro puts around them: the value of a task is handed over if it is [there](crate::private::Asked); everything else
//! is behind a [`Gate`](crate::private::Gate), which is `Pending` without touching what it holds. So the method's
//! own code runs, and no future behind a gate sees the hot waker.

use core::ptr;
use core::task::{Context, RawWaker, RawWakerVTable, Waker};

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

/// Whether a machine is polled with the hot waker.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn is_hot(cx: &Context<'_>) -> bool {
    ptr::eq(cx.waker(), &HOT)
}
