//! What both kinds of task are: the value, or the machine that will yield it.

use core::fmt;
use core::future::Future;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::machine::Machine;

/// A machine is one word, so that a task of a `u64` is returned in two registers.
pub(super) enum State<'a, T> {
    Ready(T),
    Pending(Machine<'a, T>),
}

impl<'a, T> State<'a, T> {
    /// The value has been given.
    const TAKEN: Self = Self::Pending(Machine::FINISHED);

    #[inline(always)]
    pub(super) fn stored<F: Future<Output = T> + 'a>(future: F) -> Self {
        Self::Pending(Machine::new(future))
    }

    /// Polls once, now, under this waker.
    #[inline(always)]
    pub(super) fn started<F: Future<Output = T> + 'a>(future: F, waker: &Waker) -> Self {
        match Machine::start(future, &mut Context::from_waker(waker)) {
            Ok(value) => Self::Ready(value),
            Err(machine) => Self::Pending(machine),
        }
    }

    /// The value, or the machine.
    #[inline(always)]
    pub(super) fn divide(self) -> Result<T, Machine<'a, T>> {
        match self {
            Self::Ready(value) => Ok(value),
            Self::Pending(machine) => Err(machine),
        }
    }

    #[inline(always)]
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        if let Self::Pending(machine) = self {
            return machine.poll(cx);
        }
        match mem::replace(self, Self::TAKEN) {
            Self::Ready(value) => Poll::Ready(value),
            Self::Pending(_) => unreachable!(),
        }
    }
}

/// Says where the task stands; doesn't show the value.
impl<T> fmt::Debug for State<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ready(_) => "Ready",
            Self::Pending(machine) if machine.is_finished() => "Taken",
            Self::Pending(_) => "Pending",
        })
    }
}

/// A borrowed operation, and the function that drives it.
pub(super) struct FromPoll<'a, S, T> {
    pub(super) state: &'a mut S,
    pub(super) poll: fn(&mut S, &mut Context<'_>) -> Poll<T>,
}

impl<S, T> Future for FromPoll<'_, S, T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let Self { state, poll } = &mut *self;
        poll(state, cx)
    }
}
