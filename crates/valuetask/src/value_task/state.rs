//! The state of both kinds of task: the value, or the machine that will yield it.
//!
//! No code matches by value on a state that is [copied in chunks](copy): the compiler would split it at its tag. The
//! code looks at it by reference, and copies its content out.

use core::fmt;
use core::future::Future;
use core::hint::unreachable_unchecked;
use core::mem::{self, ManuallyDrop};
use core::pin::Pin;
use core::ptr;
use core::task::{Context, Poll};

use super::copy::{self, Aligned};
use super::machine::{Machine, Operation};

/// The state of a task.
///
/// A machine is one word, so that a task of a `u64` is returned in two registers.
pub(super) enum State<'a, T> {
    Ready(Aligned<T>),
    Pending(Machine<'a, T>),
}

impl<'a, T> State<'a, T> {
    /// Creates a task whose value was returned.
    ///
    /// Not a constant, all of whose bytes would be copied.
    #[cfg_attr(not(debug_assertions), inline(always))]
    const fn taken() -> Self {
        Self::Pending(Machine::FINISHED)
    }

    const IN_CHUNKS: bool = copy::is_wide::<T>() && copy::in_chunks::<Self>();

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) const fn ready(value: T) -> Self {
        Self::Ready(Aligned(value))
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn operated<O: Operation<Output = T> + 'a>(operation: O) -> Self {
        Self::pending(Machine::new(operation))
    }

    /// Makes the state of a value that the user's code has just stored.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn ended(value: T) -> Self {
        let ready = ManuallyDrop::new(Self::ready(value));
        if Self::IN_CHUNKS {
            // SAFETY: `ready` is forgotten; `in_chunks` holds by `IN_CHUNKS`.
            unsafe { copy::settle(&raw const *ready) }
        } else {
            ManuallyDrop::into_inner(ready)
        }
    }

    /// Ends a poll of a machine, which had given away what it owned: returns the value, or gives back the machine.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn end(self, machine: &mut Machine<'a, T>) -> Poll<T> {
        let state = ManuallyDrop::new(self);
        if !state.is_there() {
            machine.take_over(ManuallyDrop::into_inner(state).machine());
            return Poll::Pending;
        }
        if !copy::is_wide::<T>() {
            return Poll::Ready(ManuallyDrop::into_inner(state).value());
        }
        // SAFETY: the state is ready, as was just checked, and forgotten.
        copy::ready(unsafe { state.copy() })
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn pending(machine: Machine<'a, T>) -> Self {
        let pending = ManuallyDrop::new(Self::Pending(machine));
        if Self::IN_CHUNKS {
            // SAFETY: `pending` is forgotten; `in_chunks` holds by `IN_CHUNKS`. A tag and a word are combined in
            // registers.
            unsafe { copy::lift(&raw const *pending) }
        } else {
            ManuallyDrop::into_inner(pending)
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) const fn is_ready(&self) -> bool {
        matches!(self, Self::Ready(_))
    }

    /// Returns `true` if the value is ready, from the bytes that the next step loads.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn is_there(&self) -> bool {
        if !Self::IN_CHUNKS {
            return self.is_ready();
        }
        // SAFETY: the copy is forgotten after `is_ready`; `in_chunks` holds by `IN_CHUNKS`.
        ManuallyDrop::new(unsafe { copy::lift(self) }).is_ready()
    }

    /// Returns whether the value is ready, and the state, in the copy that was made for that.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn ask(self) -> (bool, Self) {
        if !Self::IN_CHUNKS {
            return (self.is_ready(), self);
        }
        let state = ManuallyDrop::new(self);
        // SAFETY: `state` is forgotten; `in_chunks` holds by `IN_CHUNKS`.
        let state = unsafe { copy::lift(&raw const *state) };
        (state.is_ready(), state)
    }

    /// Takes the ready value.
    ///
    /// # Panics
    ///
    /// Panics if the state is pending.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn value(self) -> T {
        let state = ManuallyDrop::new(self);
        if !copy::is_wide::<T>() {
            return match ManuallyDrop::into_inner(state) {
                Self::Ready(value) => value.0,
                Self::Pending(_) => misread(),
            };
        }
        if !state.is_there() {
            misread();
        }
        // SAFETY: the value is ready, as was just checked, and the state is forgotten.
        unsafe { state.copy() }
    }

    /// Takes the machine.
    ///
    /// # Panics
    ///
    /// Panics if the value is ready.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn machine(self) -> Machine<'a, T> {
        match self {
            Self::Pending(machine) => machine,
            Self::Ready(_) => misread(),
        }
    }

    /// Copies the value.
    ///
    /// # Safety
    ///
    /// The state is ready, and one of the two values is forgotten.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn copy(&self) -> T {
        let Self::Ready(value) = self else {
            // SAFETY: the state is ready, by the contract of `copy`.
            unsafe { unreachable_unchecked() }
        };
        // SAFETY: the contract of `copy`: the state is ready, and one of the two values is forgotten.
        unsafe { copy::take(self, value) }
    }

    #[inline(always)]
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        if !self.is_there() {
            return match self {
                Self::Pending(machine) => machine.poll(cx),
                Self::Ready(_) => misread(),
            };
        }
        self.give()
    }

    /// Takes the ready value, as the result of a poll.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn give(&mut self) -> Poll<T> {
        if !copy::is_wide::<T>() {
            return Poll::Ready(mem::replace(self, Self::taken()).value());
        }
        // SAFETY: the caller has checked that the state is ready; the value here is overwritten.
        let value = unsafe { self.copy() };
        // SAFETY: the write doesn't drop the value, which was copied.
        unsafe { ptr::write(self, Self::taken()) };
        copy::ready(value)
    }
}

/// Shows the state of the task, but not the value.
impl<T> fmt::Debug for State<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ready(_) => "Ready",
            Self::Pending(machine) if machine.is_finished() => "Taken",
            Self::Pending(_) => "Pending",
        })
    }
}

/// A borrowed operation, and the function that polls it.
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

/// Panics because generated code has read a value or a machine that isn't in the state.
#[cold]
#[inline(never)]
pub(crate) fn misread() -> ! {
    panic!("bug in generated code: a task was read without a check of its state")
}
