//! The functions that the macros' expansions call. Not public API: it may change with any release.

mod any_task;
mod asked;
#[cfg(feature = "stats")]
mod counted;
mod declared;
mod gate;
mod implying;
mod native;
mod never;
mod pinned;

use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll};

use crate::hot::HOT;
use crate::value_task::Owned;
use crate::{LocalPooledFuture, LocalValueTask, PooledFuture, ValueTask};

pub use any_task::AnyTask;
pub use asked::{Ask, Asked, Awaited, NoFuture, OtherFuture, Whole, awaited};
pub use core;
#[cfg(feature = "stats")]
pub(crate) use counted::called_methods;
#[cfg(feature = "stats")]
pub use counted::{Counted, Counters};
pub use declared::{Lasts, Runs, RunsFor, Value, declared_hot, declared_lazy, declared_ready};
pub use gate::{Gate, gate, gated};
pub use implying::{Implying, SameType};
pub use native::{Arc, Box, Rc, Starts};
pub use never::{Never, Returns};
pub use pinned::{declared_hot, declared_lazy, hot, hot_local, lazy, lazy_local, pooled, pooled_local};
#[cfg(feature = "macros")]
pub use valuetask_macros::finish;

// The compiler shows the line of a bound that a body doesn't meet: so these lines say what to write instead.

/// Creates a task, and runs its machine up to its first await that isn't ready.
#[inline(always)]
pub fn hot<'a, T, F>(future: F) -> ValueTask<'a, T>
where
    F: Future<Output = T> + Send + 'a, // or write `#[value_task(?Send)]`, for a task that stays on its thread
{
    ValueTask::hot(Owned::new(future))
}

/// [`hot()`] for a future that stays on its thread.
#[inline(always)]
pub fn hot_local<'a, T, F: Future<Output = T> + 'a>(future: F) -> LocalValueTask<'a, T> {
    LocalValueTask::hot(Owned::new(future))
}

/// Creates a task whose machine runs when it is polled.
#[inline(always)]
pub fn lazy<'a, T, F>(future: F) -> ValueTask<'a, T>
where
    F: Future<Output = T> + Send + 'a, // or write `?Send` in the attribute, for a task that stays on its thread
{
    ValueTask::from_future(future)
}

/// [`lazy()`] for a future that stays on its thread.
#[inline(always)]
pub fn lazy_local<'a, T, F: Future<Output = T> + 'a>(future: F) -> LocalValueTask<'a, T> {
    LocalValueTask::from_future(future)
}

/// Creates a pooled future, which runs when it is polled.
#[inline(always)]
pub fn pooled<'a, T, F>(future: F) -> PooledFuture<'a, T>
where
    F: Future<Output = T> + Send + 'a, // or write `?Send` in the attribute, for a future that stays on its thread
{
    PooledFuture::new(future)
}

/// [`pooled()`] for a future that stays on its thread.
#[inline(always)]
pub fn pooled_local<'a, T, F: Future<Output = T> + 'a>(future: F) -> LocalPooledFuture<'a, T> {
    LocalPooledFuture::new(future)
}

/// Returns the value of a body that can't suspend.
#[inline(always)]
pub fn value_of<F: Future>(body: F) -> F::Output {
    match pin!(body).poll(&mut Context::from_waker(&HOT)) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("a body without an await or a macro call can't suspend"),
    }
}
