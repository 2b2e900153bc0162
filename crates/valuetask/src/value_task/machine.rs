//! The pending half of a task: one word that owns a type-erased state machine.
//!
//! ```text
//!   Machine ──▶ ┌─────────────┬──────────────────────────┐
//!               │ Header      │ future                   │  one slot of the pool, or another [`Operation`]
//!               └──┬──────────┴──────────────────────────┘
//!                  └──▶ VTable<T>: poll, drop               one static for each type of operation
//! ```
//!
//! A machine is *live* until a poll is ready or panics, or it is dropped. Each of the three destroys the future and
//! returns the slot exactly once. (For a large value, a ready poll leaves that to a drop that follows at once.)
//! [`Machine::FINISHED`] owns nothing.
//!
//! Without optimisation, all functions between a task and its future are on the stack at once, for each level of a deep
//! recursion. So there are two, and the code after the poll is in functions of its own.

use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use core::mem::{self, ManuallyDrop};
use core::pin::Pin;
use core::ptr::{self, NonNull};
use core::task::{Context, Poll, Waker};

use super::state::{State, misread};

/// The functions of one type of operation.
///
/// `header` is that of a live [`Operation`] of this type, which the caller gives away. What a function returns lasts as
/// long as the operation would.
///
/// The operation's type is erased altogether: a function with a `T` among its parameters would make a task invariant.
struct VTable<T> {
    /// Polls the operation.
    poll: Polls<T>,
    /// Drops the operation, also if it panics.
    drop: unsafe fn(header: NonNull<()>),
}

/// Returns an odd address, which no header has.
pub(crate) const fn nowhere<H>() -> NonNull<H> {
    match NonNull::new(ptr::without_provenance_mut(1)) {
        Some(header) => header,
        None => unreachable!(),
    }
}

const NOWHERE: NonNull<()> = nowhere();

/// The function that polls.
///
/// Invariant: the field is `large` if [`IS_LARGE`](Self::IS_LARGE), and `state` otherwise.
union Polls<T> {
    /// Returns the state of a task: the value, or the machine of this operation. If it panics, it drops the operation.
    ///
    /// So a task that starts in a call is written once, by this function, where the caller of the method reads it.
    state: unsafe fn(header: NonNull<()>, cx: &mut Context<'_>) -> State<'static, T>,
    /// Gives the header back if it is `Pending`, and if the operation is [left](Operation::CAN_BE_LEFT).
    ///
    /// Otherwise the operation is dropped: the header is [`NOWHERE`] if the function returns, and not read if it
    /// panics.
    large: unsafe fn(header: &mut NonNull<()>, cx: &mut Context<'_>) -> Poll<T>,
}

impl<T> Clone for Polls<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Polls<T> {}

impl<T> Polls<T> {
    /// `true` if the machine drops ready operations that can be [left](Operation::CAN_BE_LEFT).
    ///
    /// The machine calls [`VTable::drop`] after the poll. So a large value is written where it is returned, with no
    /// code between the return of the body and that of the poll. Another call costs less than a copy of the value.
    ///
    /// `cargo bench -- "u64; 100"` has a value of 808 bytes that suspends. Values of 392 bytes gain nothing by it, and of
    /// 264 lose in three layers.
    const IS_LARGE: bool = size_of::<T>() > 512;
}

/// The beginning of every operation.
///
/// Only accessed through a raw pointer that may access the whole operation.
#[repr(C)]
pub(crate) struct Header<T> {
    vtable: *const VTable<T>,
}

// SAFETY: never written after it was made. Its functions have contracts of their own.
unsafe impl<T> Send for Header<T> {}
// SAFETY: never written after it was made. Its functions have contracts of their own.
unsafe impl<T> Sync for Header<T> {}

impl<T> Header<T> {
    /// Makes the header of operations of this type.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) const fn of<O: Operation<Output = T>>() -> Self {
        Self { vtable: Functions::<O>::VTABLE }
    }
}

/// The owner of a pinned value that begins with a [`Header`].
///
/// Dropping the owner gives the operation up.
///
/// # Safety
///
/// The pointer of [`into_header`](Self::into_header) is to a header made by [`Header::of`] this type. The header may be
/// read until [`from_header`](Self::from_header) has made the owner again and the owner is polled or dropped. If the
/// owner [`CAN_BE_LEFT`](Self::CAN_BE_LEFT), it may be forgotten after it was ready, and an owner that is made again
/// after that is only dropped.
pub(crate) unsafe trait Operation: Sized {
    /// The future that is polled.
    type Future: Future<Output = Self::Output>;

    /// The output of the future.
    type Output;

    /// `true` if the header is all that the owner knows.
    ///
    /// Then the owner can be made again after it was ready, to be dropped.
    const CAN_BE_LEFT: bool;

    /// Turns the owner into a pointer to its header.
    fn into_header(self) -> NonNull<Header<Self::Output>>;

    /// Makes the owner again.
    ///
    /// # Safety
    ///
    /// The pointer came from [`into_header`](Self::into_header) of this type, and isn't used again by the caller.
    unsafe fn from_header(header: NonNull<()>) -> Self;

    /// Returns the future. Once it is ready, the operation is only dropped.
    fn pinned(&mut self) -> Pin<&mut Self::Future>;

    /// Polls the future.
    ///
    /// A separate function, so that optimised code writes the result where the caller's result is.
    #[inline(always)]
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.pinned().poll(cx)
    }
}

/// The functions of one type of operation.
struct Functions<O>(PhantomData<O>);

impl<O: Operation> Functions<O> {
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
        if polled.is_pending() {
            return State::pending(Machine { header: owned.into_header().cast(), marker: PhantomData });
        }
        // Before the value is moved, which is dropped if the future's destructor panics.
        drop(owned);
        let polled = ManuallyDrop::new(polled);
        let Poll::Ready(value) = &*polled else { misread() };
        // SAFETY: `polled` is forgotten.
        State::ended(unsafe { ptr::read(value) })
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

/// The owner of a type-erased future that yields a `T`, or of nothing once it is finished.
///
/// Invariant: `header` is [`NOWHERE`], or that of a live [`Operation`] of a `T`, which only this machine owns and which
/// outlives `'a`.
///
/// Covariant in both parameters: a machine returns a `T` and never takes one, and `'a` bounds its own life. Not
/// `UnwindSafe`, as the future may hold a unique borrow.
pub(crate) struct Machine<'a, T> {
    header: NonNull<()>,
    marker: PhantomData<(&'a mut (), T)>,
}

impl<'a, T> Machine<'a, T> {
    /// The machine that owns nothing.
    pub(crate) const FINISHED: Self = Self { header: NOWHERE, marker: PhantomData };

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn new<O: Operation<Output = T> + 'a>(operation: O) -> Self {
        Self { header: operation.into_header().cast(), marker: PhantomData }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn is_finished(&self) -> bool {
        self.header == NOWHERE
    }

    /// Returns the functions of a machine that isn't finished.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn functions<'f>(&self) -> &'f VTable<T> {
        // SAFETY: not finished, so it begins with a header, by the invariant of `Machine`.
        let vtable = unsafe { (*self.header.cast::<Header<T>>().as_ptr()).vtable };
        // SAFETY: a header names a `VTABLE`, which is `'static`.
        unsafe { &*vtable }
    }

    /// Polls an operation once in this call, under this waker, and returns the state of its task.
    ///
    /// # Panics
    ///
    /// Panics if the future panics.
    #[inline(always)]
    pub(super) fn started<O: Operation<Output = T> + 'a>(operation: O, waker: &Waker) -> State<'a, T> {
        // SAFETY: the operation outlives `'a`.
        unsafe { Functions::poll(operation, &mut Context::from_waker(waker)) }
    }

    /// Polls the machine. It is finished once it has returned its value.
    ///
    /// # Panics
    ///
    /// Panics if the machine is finished, and if its future panics, which finishes the machine.
    #[inline(always)]
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        if self.is_finished() {
            polled_after_completion();
        }
        if Polls::<T>::IS_LARGE {
            return self.poll_large(cx);
        }
        // SAFETY: the invariant of `Polls`.
        let poll = unsafe { self.functions().poll.state };
        // SAFETY: the contract of `VTable`: live, and owned by this machine, which gives it away.
        let state = unsafe { poll(self.take(), cx) };
        state.end(self)
    }

    /// Polls the machine as [`poll`](Self::poll) does, for [large](Polls::IS_LARGE) results.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn poll_large(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        // SAFETY: the invariant of `Polls`.
        let poll = unsafe { self.functions().poll.large };
        let mut header = self.take();
        // SAFETY: the contract of `VTable`: live, and owned by this machine.
        let polled = unsafe { poll(&mut header, cx) };
        self.header = header;
        if polled.is_ready() {
            // Finished, or left: then this drops it.
            drop(mem::replace(self, Self::FINISHED));
        }
        polled
    }

    /// Takes the header into a local variable.
    ///
    /// A state whose address is known is moved without registers.
    ///
    /// While the future runs, the machine owns nothing: after a panic there is nothing to poll or drop.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn take(&mut self) -> NonNull<()> {
        mem::replace(&mut self.header, NOWHERE)
    }

    /// Takes over what the other machine owns, after this one has given its own away.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn take_over(&mut self, other: Self) {
        self.header = ManuallyDrop::new(other).header;
    }
}

impl<T> Drop for Machine<'_, T> {
    #[inline(always)]
    fn drop(&mut self) {
        if !self.is_finished() {
            // SAFETY: the contract of `VTable`: live, owned by this machine, and never used again.
            unsafe { (self.functions().drop)(self.header) };
        }
    }
}

impl<T> fmt::Debug for Machine<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_finished() { "Finished" } else { "Pending" })
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn polled_after_completion() -> ! {
    panic!("a ValueTask or PooledFuture was polled after it had returned its value: await it once and keep the value")
}
