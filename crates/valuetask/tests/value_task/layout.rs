//! Sizes and variance, asserted when this compiles, and that a task has one owner.

use std::io;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::asserted::lacks;
use valuetask::{LocalValueTask, ValueTask};

/// A pending task is one word, so the value decides the size.
#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<ValueTask<'_, ()>>() == 8);
    assert!(size_of::<ValueTask<'_, u64>>() == 16);
    assert!(size_of::<ValueTask<'_, Result<Arc<str>, io::Error>>>() == 24);
    assert!(size_of::<ValueTask<'_, Result<Arc<u64>, io::Error>>>() == 16);
    assert!(size_of::<LocalValueTask<'_, u64>>() == 16);
};

// One owner and one await.
lacks! {
    ValueTask<'static, u64>: Clone, Copy;
    LocalValueTask<'static, u64>: Clone, Copy;
}

const fn covariant<'short, 'long: 'short>(
    task: PhantomData<ValueTask<'long, &'long str>>,
    local: PhantomData<LocalValueTask<'long, &'long str>>,
) -> (PhantomData<ValueTask<'short, &'short str>>, PhantomData<LocalValueTask<'short, &'short str>>) {
    (task, local)
}

#[test]
fn a_task_of_a_longer_borrow_is_one_of_a_shorter() {
    let _ = covariant(PhantomData, PhantomData);
}

#[test]
fn ready_is_a_constant() {
    const READY: ValueTask<'static, u64> = ValueTask::ready(7);
    assert_eq!(READY.try_result().ok(), Some(7));
}
