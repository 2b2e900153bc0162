//! Sizes and variance, asserted at compile time, and single ownership.

use std::io;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::asserted::lacks;
use valuetask::{LocalPooledFuture, LocalValueTask, PooledFuture, ValueTask};

/// A pending task is one word, so the value decides the size. A pooled future is one word, also in an `Option`.
#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<ValueTask<'_, ()>>() == 8);
    assert!(size_of::<ValueTask<'_, u64>>() == 16);
    assert!(size_of::<ValueTask<'_, Result<Arc<str>, io::Error>>>() == 24);
    assert!(size_of::<ValueTask<'_, Result<Arc<u64>, io::Error>>>() == 16);
    assert!(size_of::<LocalValueTask<'_, u64>>() == 16);
    assert!(size_of::<PooledFuture<'_, [u64; 16]>>() == 8);
    assert!(size_of::<Option<PooledFuture<'_, ()>>>() == 8);
    assert!(size_of::<LocalPooledFuture<'_, [u64; 16]>>() == 8);
};

// One owner and one await.
lacks! {
    ValueTask<'static, u64>: Clone, Copy;
    LocalValueTask<'static, u64>: Clone, Copy;
    PooledFuture<'static, u64>: Clone, Copy;
    LocalPooledFuture<'static, u64>: Clone, Copy;
}

/// Converts between the lifetimes of the task and of its value.
type Each<'task, 'value> = (
    PhantomData<ValueTask<'task, &'value str>>,
    PhantomData<LocalValueTask<'task, &'value str>>,
    PhantomData<PooledFuture<'task, &'value str>>,
    PhantomData<LocalPooledFuture<'task, &'value str>>,
);

const fn covariant<'short, 'long: 'short>(
    of_task: Each<'long, 'short>,
    of_value: Each<'short, 'long>,
) -> [Each<'short, 'short>; 2] {
    [of_task, of_value]
}

#[test]
fn a_task_of_a_longer_borrow_is_one_of_a_shorter() {
    const EACH: Each<'static, 'static> = (PhantomData, PhantomData, PhantomData, PhantomData);
    let _ = covariant(EACH, EACH);
}

#[test]
fn ready_is_a_constant() {
    const READY: ValueTask<'static, u64> = ValueTask::ready(7);
    assert_eq!(READY.try_result().ok(), Some(7));
}
