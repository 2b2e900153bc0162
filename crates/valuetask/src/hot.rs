//! The waker of the hot poll, which runs a machine up to its first await that isn't ready.
//!
//! A hot machine is polled once in the call, under this waker. The wrappers that the macro puts around its awaits
//! decide what an await does then. A task that is [ready](crate::private::Asked) hands over its value. Any other future
//! is behind a [`Gate`](crate::private::Gate), which is `Pending` without polling it. So only the method's own code
//! runs, and no future behind a gate sees the hot waker.

use core::ptr;
use core::task::{Context, RawWaker, RawWakerVTable, Waker};

/// The hot waker, which a hot machine is polled with.
///
/// It is known by the address of this static, so no clone of it is hot.
pub(crate) static HOT: Waker = {
    const VTABLE: RawWakerVTable = RawWakerVTable::new(|_| NOTHING, |_| {}, |_| {}, |_| {});
    const NOTHING: RawWaker = RawWaker::new(ptr::null(), &VTABLE);
    // SAFETY: the four functions don't use their pointer, so they are thread-safe.
    unsafe { Waker::from_raw(NOTHING) }
};

/// Returns `true` if a machine is polled with the hot waker.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn is_hot(cx: &Context<'_>) -> bool {
    ptr::eq(cx.waker(), &HOT)
}
