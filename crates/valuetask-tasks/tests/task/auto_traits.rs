//! The auto traits of each type of handle, asserted at compile time, in both directions.
//!
//! The values are a `u64`, which is `Send` and `Sync`, a `Cell`, which is only `Send`, a `MutexGuard`, which is only
//! `Sync`, and an `Rc`, which is neither.

use std::cell::Cell;
use std::marker::PhantomPinned;
use std::panic::UnwindSafe;
use std::rc::Rc;
use std::sync::MutexGuard;

use valuetask::__private::Asked;
use valuetask_tasks::{
    AbortOnDropHandle, AlreadyCompleted, Shared as SharedTask, SharedFuture, SharedRefFuture, Task,
    TaskCompletionSource, TaskError, TaskFuture, TaskRefFuture, TaskStatus, WeakShared, WhenEach,
};

use crate::asserted::{has, lacks};

type Sent = Cell<u64>;
type Shared = MutexGuard<'static, u64>;
type Neither = Rc<u64>;

/// A shared task is both if its result is, and otherwise neither: handles on several threads borrow one result.
macro_rules! as_an_arc {
    ($($Shared:ident<$($lifetime:lifetime)?>)+) => {$(
        has! {
            $Shared<$($lifetime,)? u64>: Send, Sync, Unpin, UnwindSafe;
            $Shared<$($lifetime,)? PhantomPinned>: Unpin;
        }
        lacks! {
            $Shared<$($lifetime,)? Sent>: Send, Sync;
            $Shared<$($lifetime,)? Shared>: Send, Sync;
            $Shared<$($lifetime,)? Neither>: Send, Sync;
        }
    )+};
}

as_an_arc! { Task<> TaskCompletionSource<> TaskFuture<> TaskRefFuture<'static> }
as_an_arc! { SharedTask<> SharedFuture<> SharedRefFuture<'static> WeakShared<> }

has! {
    TaskError: Send, Sync, Unpin, UnwindSafe;
    TaskStatus: Send, Sync, Unpin, UnwindSafe;
    AlreadyCompleted<u64>: Send, Sync, Unpin, UnwindSafe;
    Asked<Task<u64>>: Send, Sync, Unpin;
}

/// Covariant: a handle or an awaiter of a longer lifetime is one of a shorter.
macro_rules! shorter {
    ($($name:ident: $Long:ty => $Short:ty;)+) => {$(
        #[allow(dead_code, reason = "it compiles")]
        fn $name<'short>(long: $Long, _: &'short str) -> $Short {
            long
        }
    )+};
}

shorter! {
    task: Task<&'static str> => Task<&'short str>;
    task_future: TaskFuture<&'static str> => TaskFuture<&'short str>;
    task_ref_future: TaskRefFuture<'static, &'static str> => TaskRefFuture<'short, &'short str>;
    shared_ref_future: SharedRefFuture<'static, u64> => SharedRefFuture<'short, u64>;
    when_each: WhenEach<&'static str> => WhenEach<&'short str>;
    abort_on_drop: AbortOnDropHandle<&'static str> => AbortOnDropHandle<&'short str>;
}
