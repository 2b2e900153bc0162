//! [`Suspended`]: a pending task without room for its value, so that it is `Send` whatever the value is.

use core::future::Future;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::ValueTask;
use super::machine::Machine;
use super::state::State;

/// The machine of a [`ValueTask`] that is pending.
///
/// Awaiting a `ValueTask<T>` keeps a task that might hold a `T`, so only a `T` that is known to be `Send` can be awaited in a
/// future that has to be. Awaiting this keeps what was `Send` when it was stored; the `T` is made where it is polled.
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Suspended<'a, T>(Machine<'a, T>);

impl<'a, T> ValueTask<'a, T> {
    /// The value, or what it will come from.
    #[inline(always)]
    pub(crate) fn divide(self) -> Result<T, Suspended<'a, T>> {
        match self.state {
            State::Ready(value) => Ok(value),
            State::Pending(machine) => Err(Suspended(machine)),
        }
    }
}

impl<T> Future for Suspended<'_, T> {
    type Output = T;

    #[inline(always)]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        match mem::replace(&mut self.0, Machine::FINISHED).poll(cx) {
            Ok(value) => Poll::Ready(value),
            Err(machine) => {
                self.0 = machine;
                Poll::Pending
            }
        }
    }
}

// The machine is pinned in its slot: what points at it may move.
impl<T> Unpin for Suspended<'_, T> {}

// SAFETY: the machine is that of a `ValueTask`, which is made of a future that is `Send`, and a slot may be returned on any
// thread (`pool::give`). There is no `T` in either: what the future holds of one is the future's.
unsafe impl<T> Send for Suspended<'_, T> {}
