//! What the macros' expansions call. Not part of the public face: it may change with any release.

mod asked;
mod declared;
mod gate;
mod pinned;

use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};

use crate::value_task::Owned;
pub use crate::value_task::{LocalSuspended, Suspended};
use crate::{LocalValueTask, ValueTask};

pub use asked::{Asked, Awaited, NoFuture, OtherFuture, Whole};
pub use core;
pub use declared::{AnyTask, Runs, Value, declared_hot, declared_lazy, declared_ready};
pub use gate::{Gate, gate};
pub use pinned::{declared_hot, declared_lazy, hot, hot_local, lazy, lazy_local};
#[cfg(feature = "macros")]
pub use valuetask_macros::finish;

/// A task whose machine has run up to its first await that can't be answered at once.
#[inline(always)]
pub fn hot<'a, T, F: Future<Output = T> + Send + 'a>(future: F) -> ValueTask<'a, T> {
    ValueTask::hot(Owned::new(future))
}

/// [`hot()`] for a future that stays on its thread.
#[inline(always)]
pub fn hot_local<'a, T, F: Future<Output = T> + 'a>(future: F) -> LocalValueTask<'a, T> {
    LocalValueTask::hot(Owned::new(future))
}

/// The value of a body in which nothing can suspend, run where it stands.
#[inline(always)]
pub fn value_of<F: Future>(body: F) -> F::Output {
    match pin!(body).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("a body without an await or a macro call can't suspend"),
    }
}
