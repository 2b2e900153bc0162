//! Sizes, auto traits and variance, asserted when this compiles.

use std::cell::Cell;
use std::io;
use std::marker::PhantomData;
use std::panic::UnwindSafe;
use std::rc::Rc;
use std::sync::{Arc, MutexGuard};

use valuetask::__private::{Awaited, Divided, Gate, LocalSuspended, Suspended, Whole};
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

macro_rules! assert_not_impl {
    ($type:ty: $($Trait:path),+) => {$(
        const _: () = {
            /// Ambiguous exactly if the type has the trait.
            trait Ambiguous<A> {
                fn only() {}
            }
            impl<T: ?Sized> Ambiguous<()> for T {}
            #[allow(dead_code, reason = "its existence is the point")]
            struct Has;
            impl<T: ?Sized + $Trait> Ambiguous<Has> for T {}
            let _ = <$type as Ambiguous<_>>::only;
        };
    )+};
}

const fn send<T: Send>() {}
const fn sync<T: Sync>() {}
const fn unpin<T: Unpin>() {}

/// As its value is; nothing that is pending can be reached through a reference.
const _: () = {
    send::<ValueTask<'_, u64>>();
    sync::<ValueTask<'_, u64>>();
    send::<ValueTask<'_, Cell<u64>>>();
    sync::<ValueTask<'_, MutexGuard<'_, u64>>>();
};
assert_not_impl!(ValueTask<'static, Rc<u64>>: Send, Sync);
assert_not_impl!(ValueTask<'static, Cell<u64>>: Sync);
assert_not_impl!(ValueTask<'static, MutexGuard<'static, u64>>: Send);
assert_not_impl!(LocalValueTask<'static, u64>: Send, Sync);

/// What an expansion may hold over an await is `Send` whatever the value is, as it holds none; what may hold one is as the value.
const _: () = {
    send::<Suspended<'_, Rc<u64>>>();
    send::<Gate<Suspended<'_, Rc<u64>>>>();
    send::<Divided<ValueTask<'_, u64>>>();
};
assert_not_impl!(Awaited<ValueTask<'static, Rc<u64>>>: Send, Sync);
assert_not_impl!(Divided<ValueTask<'static, Rc<u64>>>: Send, Sync);
assert_not_impl!(Suspended<'static, u64>: Sync);
assert_not_impl!(Divided<LocalValueTask<'static, u64>>: Send, Sync);
assert_not_impl!(LocalSuspended<'static, u64>: Send, Sync);
assert_not_impl!(Gate<Rc<u64>>: Send, Sync);
assert_not_impl!(Whole<Rc<u64>, u64>: Send, Sync);
assert_not_impl!(Whole<u64, Rc<u64>>: Send, Sync);

/// The machine is pinned in its slot, and the value is never pinned.
const _: () = {
    unpin::<ValueTask<'_, std::marker::PhantomPinned>>();
    unpin::<LocalValueTask<'_, std::marker::PhantomPinned>>();
};

// One owner and one await.
assert_not_impl!(ValueTask<'static, u64>: Clone, Copy);
assert_not_impl!(LocalValueTask<'static, u64>: Clone, Copy);

// A future in the machine may hold a unique borrow, as in any boxed future.
assert_not_impl!(ValueTask<'static, u64>: UnwindSafe);
assert_not_impl!(LocalValueTask<'static, u64>: UnwindSafe);

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
