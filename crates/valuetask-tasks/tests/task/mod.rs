//! The subjects, and their shared code.

mod auto_traits;
mod awaiters;
mod blocking;
mod chains;
mod combining;
mod completion;
mod continuing;
mod crowds;
mod each;
mod errors;
mod growing;
mod hot;
mod inputs;
mod payloads;
mod streams;
mod unobserved;
mod unwinding;
mod waiting;

use std::mem::ManuallyDrop;
use std::sync::{Arc, Mutex, Weak};
use std::task::{RawWaker, RawWakerVTable, Waker};

use valuetask_tasks::TaskCompletionSource;

pub(crate) use crate::util::{Wakes, poll_with};

/// A waker whose first clone sets this source to 7, and which wakes no task; and what it has, without a count.
fn completes_when_cloned(source: TaskCompletionSource<usize>) -> (Waker, Weak<impl Sized>) {
    type Kept = Mutex<Option<TaskCompletionSource<usize>>>;

    const COMPLETING: &RawWakerVTable = &RawWakerVTable::new(clone, release, |_| (), release);

    /// # Safety
    ///
    /// `kept` came from `Arc::into_raw`, and the count isn't released.
    unsafe fn clone(kept: *const ()) -> RawWaker {
        // SAFETY: the caller's promise.
        let kept = ManuallyDrop::new(unsafe { Arc::from_raw(kept.cast::<Kept>()) });
        let source = kept.lock().expect("no panic").take();
        source.iter().for_each(|source| source.set_result(7).expect("it's the first"));
        RawWaker::new(Arc::into_raw(Arc::clone(&kept)).cast(), COMPLETING)
    }

    /// # Safety
    ///
    /// `kept` came from `Arc::into_raw`, and isn't used again.
    unsafe fn release(kept: *const ()) {
        // SAFETY: the caller's promise.
        drop(unsafe { Arc::from_raw(kept.cast::<Kept>()) });
    }

    let kept = Arc::new(Kept::new(Some(source)));
    let weak = Arc::downgrade(&kept);
    // SAFETY: the functions of `COMPLETING` take such a pointer, and count as wakers are counted.
    (unsafe { Waker::new(Arc::into_raw(kept).cast(), COMPLETING) }, weak)
}
