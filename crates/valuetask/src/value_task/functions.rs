//! The functions of each type of operation, which a machine calls.
//!
//! Without optimisation, all functions between a task and its future are on the stack at once, for each level of a deep
//! recursion. So there are two, and the code after the poll is in functions of its own.

use core::marker::PhantomData;
use core::mem::{self, ManuallyDrop};
use core::ptr::{self, NonNull};
use core::task::{Context, Poll, Waker};

use super::misread::misread;
use super::raw_owner::{Header, RawOwner};
use super::state::{NOWHERE, Polls, RawTask, State, VTable};

impl<T> Header<T> {
    /// Makes the header of operations of this type.
    #[inline(always)]
    pub const fn of<O: RawOwner<Output = T>>() -> Self {
        Self::new(Functions::<O>::VTABLE.cast())
    }
}

impl<'a, T> RawTask<'a, T> {
    /// Polls an operation once in this call, under this waker, and returns the state of its task.
    ///
    /// # Panics
    ///
    /// Panics if the future panics.
    #[inline(always)]
    pub(super) fn started<O: RawOwner<Output = T> + 'a>(operation: O, waker: &Waker) -> State<'a, T> {
        // SAFETY: the operation outlives `'a`.
        unsafe { Functions::poll(operation, &mut Context::from_waker(waker)) }
    }
}

/// The functions of one type of operation.
struct Functions<O>(PhantomData<O>);

impl<O: RawOwner> Functions<O> {
    /// The functions, in a constant that is promoted to a static.
    const VTABLE: *const VTable<O::Output> = &VTable {
        poll: match (Polls::<O::Output>::IS_LARGE, O::CAN_BE_LEFT) {
            (false, _) => Polls { state: Self::poll_again },
            (true, false) => Polls { large: Self::poll_large },
            (true, true) => Polls { large: Self::poll_and_leave },
        },
        drop: Self::drop,
    };

    /// Implements [`Polls::state`].
    unsafe fn poll_again(header: NonNull<()>, cx: &mut Context<'_>) -> State<'static, O::Output> {
        // SAFETY: the contract of `VTable`, whose functions for `O` are only ever named by the header of an `O`.
        let mut owned = unsafe { O::from_header(header) };
        if cfg!(debug_assertions) {
            // Not by `poll`, whose frame would be on the stack, too.
            let polled = owned.poll(cx);
            return Self::after_poll(owned, polled);
        }
        // SAFETY: the contract of `VTable`.
        unsafe { Self::poll(owned, cx) }
    }

    /// Polls an operation, and returns the state of its task.
    ///
    /// It isn't in the vtable itself: where a method starts its body, and nothing else in the same unit of compilation
    /// calls this, the body is inlined into the method.
    ///
    /// # Safety
    ///
    /// The caller doesn't use the state for longer than the operation lasts.
    #[inline]
    unsafe fn poll(mut owned: O, cx: &mut Context<'_>) -> State<'static, O::Output> {
        let polled = owned.poll(cx);
        Self::after_poll(owned, polled)
    }

    /// Makes the state after a poll.
    ///
    /// Not part of `poll`, so that none of this is on the unoptimised stack while a future runs.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn after_poll(owned: O, polled: Poll<O::Output>) -> State<'static, O::Output> {
        {
            let owned = owned;
            if polled.is_pending() {
                // SAFETY: live and given away. By the contract of `poll`, the state isn't used for longer than the
                // operation lasts.
                return State::pending(unsafe { RawTask::from_header(owned.into_header()) });
            }
            // Dropped before the value is moved, which is dropped if the future's destructor panics.
        }
        ended(polled)
    }

    /// Implements [`Polls::large`].
    unsafe fn poll_large(header: &mut NonNull<()>, cx: &mut Context<'_>) -> Poll<O::Output> {
        // SAFETY: the contract of `VTable`.
        let mut owned = unsafe { O::from_header(*header) };
        let polled = owned.pinned().poll(cx);
        if polled.is_pending() {
            mem::forget(owned);
        } else {
            *header = NOWHERE;
            // Before the value is moved, which is dropped if the future's destructor panics.
            drop(owned);
        }
        polled
    }

    /// Implements [`Polls::large`] for operations that can be left.
    unsafe fn poll_and_leave(header: &mut NonNull<()>, cx: &mut Context<'_>) -> Poll<O::Output> {
        // SAFETY: the contract of `VTable`. Dropped here only by a panic.
        let mut owned = unsafe { O::from_header(*header) };
        let polled = Self::poll_in_place(&mut owned, cx);
        mem::forget(owned);
        polled
    }

    /// Polls in a call of its own, which gets the address of the result.
    ///
    /// An inlined poll builds its result first and then moves it.
    #[inline(never)]
    fn poll_in_place(owned: &mut O, cx: &mut Context<'_>) -> Poll<O::Output> {
        owned.poll(cx)
    }

    /// Implements [`VTable::drop`].
    unsafe fn drop(header: NonNull<()>) {
        // SAFETY: the contract of `VTable`.
        let _owned = unsafe { O::from_header(header) };
    }
}

/// Makes the state of what was ready. Without optimisation, all methods that return a `T` share it.
#[cfg_attr(not(debug_assertions), inline(always))]
fn ended<T>(polled: Poll<T>) -> State<'static, T> {
    let polled = ManuallyDrop::new(polled);
    let Poll::Ready(value) = &*polled else { misread() };
    // SAFETY: `polled` is forgotten.
    State::ended(unsafe { ptr::read(value) })
}
