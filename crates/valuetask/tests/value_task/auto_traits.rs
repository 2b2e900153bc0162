//! The auto traits of each type that an expansion may put into a user's future, asserted at compile time, in both
//! directions.
//!
//! The values are a `u64`, which is `Send` and `Sync`, a `Cell`, which is only `Send`, a `MutexGuard`, which is only
//! `Sync`, and an `Rc`, which is neither.
#![forbid(unsafe_code)]

use std::cell::Cell;
use std::future::Ready;
use std::marker::PhantomPinned;
use std::panic::UnwindSafe;
use std::rc::Rc;
use std::sync::MutexGuard;

use crate::asserted::{has, lacks};
use valuetask::__private::{Asked, Awaited, Gate, Whole};
use valuetask::{LocalPooledFuture, LocalValueTask, PooledFuture, ValueTask};

type Sent = Cell<u64>;
type Shared = MutexGuard<'static, u64>;
type Neither = Rc<u64>;

// A task is `Send` if its value is, for any future, and `Sync` if its value is: a shared reference gives no
// access to a pending future.
has! {
    ValueTask<'static, u64>: Send, Sync, Unpin;
    ValueTask<'static, Sent>: Send;
    ValueTask<'static, Shared>: Sync;
    ValueTask<'static, PhantomPinned>: Unpin;
}
lacks! {
    ValueTask<'static, u64>: UnwindSafe;
    ValueTask<'static, Sent>: Sync;
    ValueTask<'static, Shared>: Send;
    ValueTask<'static, Neither>: Send, Sync;
}

// A local task is neither, for any value.
has! {
    LocalValueTask<'static, PhantomPinned>: Unpin;
}
lacks! {
    LocalValueTask<'static, u64>: Send, Sync, UnwindSafe;
    LocalValueTask<'static, Neither>: Send, Sync;
}

// A pooled future holds no value and is `Send` and `Sync`, for any value. It isn't `UnwindSafe`, as its future may hold a
// unique borrow.
has! {
    PooledFuture<'static, u64>: Send, Sync, Unpin;
    PooledFuture<'static, Sent>: Send, Sync;
    PooledFuture<'static, Shared>: Send, Sync;
    PooledFuture<'static, Neither>: Send, Sync, Unpin;
    PooledFuture<'static, PhantomPinned>: Unpin;
    LocalPooledFuture<'static, PhantomPinned>: Unpin;
}
lacks! {
    PooledFuture<'static, u64>: UnwindSafe;
    LocalPooledFuture<'static, u64>: Send, Sync, UnwindSafe;
    LocalPooledFuture<'static, Neither>: Send, Sync;
}

/// Wrappers have the auto traits of their content.
macro_rules! as_what_it_holds {
    ($($Wrapper:ident)+) => {$(
        has! {
            $Wrapper<u64>: Send, Sync, Unpin, UnwindSafe;
            $Wrapper<Sent>: Send;
            $Wrapper<Shared>: Sync;
        }
        lacks! {
            $Wrapper<Sent>: Sync;
            $Wrapper<Shared>: Send;
            $Wrapper<Neither>: Send, Sync;
            $Wrapper<&'static mut u64>: UnwindSafe;
            $Wrapper<PhantomPinned>: Unpin;
        }
    )+};
}

as_what_it_holds! { Asked Awaited Gate }

has! {
    Gate<Ready<()>>: Send, Sync, Unpin, UnwindSafe;
    Gate<PooledFuture<'static, Neither>>: Send, Sync, Unpin;
    Asked<ValueTask<'static, u64>>: Send, Sync, Unpin;
    Whole<u64, u64>: Send, Sync, Unpin, UnwindSafe;
}
lacks! {
    Gate<PooledFuture<'static, Neither>>: UnwindSafe;
    Asked<ValueTask<'static, Neither>>: Send, Sync;
    Asked<LocalValueTask<'static, u64>>: Send, Sync, UnwindSafe;
    Whole<Neither, u64>: Send, Sync;
    Whole<u64, Neither>: Send, Sync;
}

/// Covariant in both lifetimes. The value may end before the future: no bound `T: 'a` is asked for.
#[allow(dead_code, reason = "it compiles")]
fn pooled<'short, T>(
    future: PooledFuture<'static, T>,
    value: PooledFuture<'static, &'static str>,
    _: &'short str,
) -> (PooledFuture<'short, T>, PooledFuture<'static, &'short str>) {
    (future, value)
}
