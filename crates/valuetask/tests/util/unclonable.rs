//! A waker that panics when it is cloned.

use std::ptr;
use std::task::{RawWaker, RawWakerVTable, Waker};

pub(crate) fn unclonable() -> Waker {
    const VTABLE: RawWakerVTable = RawWakerVTable::new(|_| panic!("in a clone"), |_| {}, |_| {}, |_| {});
    // SAFETY: none of the functions uses the pointer.
    unsafe { Waker::from_raw(RawWaker::new(ptr::null(), &VTABLE)) }
}
