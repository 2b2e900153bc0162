//! What the macros' expansions call. Not part of the public face: it may change with any release.

#[path = "private/declared.rs"]
mod declared_return;
#[path = "private/pinned.rs"]
mod pinned;

use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};

pub use crate::ask::{
    Begins, Call, Outcome, Start, Tail, Task, Unasked, Unforwarded, Unmade, call, operand, start, tail,
};
pub use crate::divide::{Awaited, Divided, Indivisible, Undivided, Whole};
pub use crate::hot::{Gate, gate};
pub use crate::value_task::{LocalSuspended, Suspended};
use crate::{LocalValueTask, ValueTask};

pub use core;
pub use declared_return::{AnyTask, Runs, Value, declared_hot, declared_lazy, declared_ready};
pub use pinned::{declared_hot, declared_lazy, hot, hot_local, lazy, lazy_local};
#[cfg(feature = "macros")]
pub use valuetask_macros::finish;

/// A task whose machine has run up to its first await that can't be answered at once.
#[inline(always)]
pub fn hot<'a, T, F: Future<Output = T> + Send + 'a>(future: F) -> ValueTask<'a, T> {
    ValueTask::hot(future)
}

/// [`hot()`] for a future that stays on its thread.
#[inline(always)]
pub fn hot_local<'a, T, F: Future<Output = T> + 'a>(future: F) -> LocalValueTask<'a, T> {
    LocalValueTask::hot(future)
}

/// `Self::Task` is the task itself, and naming it implies that the task's lifetime is one that `W` outlives.
///
/// A method that takes a `K` by value returns `Holding<'vt, T, (Held<'vt, K>,)>`: the compiler derives `K: 'vt` from that type
/// being well-formed, so no where-clause is needed and the lifetime stays late-bound, whatever an implementation puts for `K`.
pub trait Holds<W> {
    /// The implementing type itself.
    type Task;
}

impl<A, W> Holds<W> for A {
    type Task = A;
}

/// Well-formed only where `W` outlives `'a`: what a signature writes for `&'a W`, where lints would read that as an argument.
pub type Held<'a, W> = &'a W;

/// A [`ValueTask`] that holds what `W` borrows.
pub type Holding<'a, T, W> = <ValueTask<'a, T> as Holds<W>>::Task;

/// A [`LocalValueTask`] that holds what `W` borrows.
pub type HoldingLocal<'a, T, W> = <LocalValueTask<'a, T> as Holds<W>>::Task;

/// Polls the statements before a method's first await, once, where they stand: ready if they left early.
#[inline(always)]
pub fn prefix<F: Future>(future: F) -> Poll<F::Output> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}

/// Makes the task of a body whose plain code stopped, out of the way of the code for a hit.
#[cold]
#[inline(never)]
pub fn stopped<R>(machine: impl FnOnce() -> R) -> R {
    machine()
}

/// The value of a body that awaits nothing, run where it stands.
#[inline(always)]
pub fn value_of<F: Future>(body: F) -> F::Output {
    match prefix(body) {
        Poll::Ready(value) => value,
        Poll::Pending => unreached(),
    }
}

/// Where a prefix stops: never ready.
#[inline(always)]
pub fn stop() -> core::future::Pending<core::convert::Infallible> {
    core::future::pending()
}

/// What code that awaits nothing, as far as the macro sees, comes to when it was suspended.
///
/// # Panics
///
/// Always.
#[cold]
pub fn unreached() -> ! {
    panic!(
        "a macro call hides an await under a name that is known for none: give the method's attribute the argument `machine`"
    )
}
