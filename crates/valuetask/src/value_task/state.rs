//! What both kinds of task are: the value, or the machine that will yield it.
//!
//! Where a state is [copied in chunks](copy), nothing matches on it by value: it would be split at its tag. It is looked at by
//! reference, and what it holds is copied out of it.

use core::fmt;
use core::future::Future;
use core::hint::unreachable_unchecked;
use core::mem::{self, ManuallyDrop};
use core::pin::Pin;
use core::ptr;
use core::task::{Context, Poll, Waker};

use super::copy::{self, Aligned};
use super::machine::{Machine, Operation};

/// What a task holds. A machine is one word, so that a task of a `u64` is returned in two registers.
pub(super) enum State<'a, T> {
    Ready(Aligned<T>),
    Pending(Machine<'a, T>),
}

/// A task of either kind, which is its state and nothing else.
///
/// Whatever makes a state on several paths makes the task on each of them. Then each path writes what it has made where the task
/// is returned; were the task made of the state, all paths would meet before that, with all bytes of either state in hand.
pub(super) trait Holds<'a, T> {
    fn of(state: State<'a, T>) -> Self;
}

impl<'a, T> State<'a, T> {
    /// A task whose value has been given. No constant, all of whose bytes would be copied.
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

    /// Polls an operation once, now, under this waker.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn started<O, H>(mut operation: O, waker: &Waker) -> H
    where
        O: Operation<Output = T> + 'a,
        H: Holds<'a, T>,
    {
        let polled = operation.poll(&mut Context::from_waker(waker));
        Self::after_poll(operation, polled)
    }

    /// Makes the task of an operation whose first poll has returned this. Apart from `started`, so that none of this is on
    /// the stack, where nothing is optimised, while a future runs.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn after_poll<O, H>(owned: O, polled: Poll<T>) -> H
    where
        O: Operation<Output = T> + 'a,
        H: Holds<'a, T>,
    {
        if polled.is_pending() {
            return H::of(Self::pending(Machine::new(owned)));
        }
        // Before the value is moved: it is dropped if the future's destructor panics.
        drop(owned);
        let polled = ManuallyDrop::new(polled);
        match &*polled {
            Poll::Ready(value) => {
                // SAFETY: `polled` is forgotten as it is.
                let ready = ManuallyDrop::new(Self::ready(unsafe { ptr::read(value) }));
                if Self::IN_CHUNKS {
                    // SAFETY: it is forgotten as it is; `in_chunks` holds by `IN_CHUNKS`.
                    H::of(unsafe { copy::settle(&raw const *ready) })
                } else {
                    H::of(ManuallyDrop::into_inner(ready))
                }
            }
            Poll::Pending => not_there(),
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn pending(machine: Machine<'a, T>) -> Self {
        let pending = ManuallyDrop::new(Self::Pending(machine));
        if Self::IN_CHUNKS {
            // SAFETY: it is forgotten as it is; `in_chunks` holds by `IN_CHUNKS`. A tag and a word are put together in
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

    /// As [`is_ready`](Self::is_ready), where the value is taken next: looks at what is loaded for that.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn is_there(&self) -> bool {
        if !Self::IN_CHUNKS {
            return self.is_ready();
        }
        // SAFETY: forgotten once it was looked at; `in_chunks` holds by `IN_CHUNKS`.
        ManuallyDrop::new(unsafe { copy::lift(self) }).is_ready()
    }

    /// Asks whether the value is there, and gives the state back, in the copy that was made for that.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn ask(self) -> (bool, Self) {
        if !Self::IN_CHUNKS {
            return (self.is_ready(), self);
        }
        let state = ManuallyDrop::new(self);
        // SAFETY: forgotten as it is; `in_chunks` holds by `IN_CHUNKS`.
        let state = unsafe { copy::lift(&raw const *state) };
        (state.is_ready(), state)
    }

    /// Takes the value that is there.
    ///
    /// # Panics
    ///
    /// If it isn't.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn value(self) -> T {
        let state = ManuallyDrop::new(self);
        if !copy::is_wide::<T>() {
            return match ManuallyDrop::into_inner(state) {
                Self::Ready(value) => value.0,
                Self::Pending(_) => not_there(),
            };
        }
        if !state.is_there() {
            not_there();
        }
        // SAFETY: it is there, as was just checked, and is forgotten.
        unsafe { state.copy() }
    }

    /// Takes the machine.
    ///
    /// # Panics
    ///
    /// If the value is there.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn machine(self) -> Machine<'a, T> {
        match self {
            Self::Pending(machine) => machine,
            Self::Ready(_) => not_there(),
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
            // SAFETY: it is ready, by the contract of this function.
            unsafe { unreachable_unchecked() }
        };
        // SAFETY: the same.
        unsafe { copy::take(self, value) }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        if !self.is_there() {
            return match self {
                Self::Pending(machine) => machine.poll(cx),
                Self::Ready(_) => not_there(),
            };
        }
        self.give()
    }

    /// Gives the value out, which is there, as a poll returns it.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn give(&mut self) -> Poll<T> {
        if !copy::is_wide::<T>() {
            return Poll::Ready(mem::replace(self, Self::taken()).value());
        }
        // SAFETY: it is there, as the caller has checked; the value here is overwritten.
        let value = unsafe { self.copy() };
        // SAFETY: without dropping the value, which was copied.
        unsafe { ptr::write(self, Self::taken()) };
        copy::ready(value)
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

/// Panics where a value or a machine is taken that isn't there.
#[cold]
#[inline(never)]
pub(crate) fn not_there() -> ! {
    panic!("a task was taken apart without being asked whether its value is there")
}
