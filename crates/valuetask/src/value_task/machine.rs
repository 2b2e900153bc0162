//! The pending half of a task: one word that owns a type-erased state machine.
//!
//! ```text
//!   Machine ──▶ ┌─────────────┬──────────────────────────┐
//!               │ Header      │ future                   │  one slot of the pool, or another [`Operation`]
//!               └──┬──────────┴──────────────────────────┘
//!                  └──▶ VTable<T>: poll, drop               one static for each type of operation
//! ```
//!
//! A machine is *live* until a poll is ready, panics, or it is dropped: each of the three destroys the future and returns the
//! slot exactly once. (Of a large value's machine a poll that is ready leaves that to a drop that follows it at once.) [`Machine::FINISHED`] owns nothing.
//!
//! Where nothing is optimised, all functions between a task and its future are on the stack at once, once for each level of a deep
//! recursion. So there are two, and what is done after the poll is in functions of its own.

use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use core::mem::{self, ManuallyDrop};
use core::pin::Pin;
use core::ptr::{self, NonNull};
use core::task::{Context, Poll};

use super::copy::{self, Aligned};
use super::state::not_there;

/// What the functions of one type of operation share. `header` is that of a live [`Operation`] of that type, which the caller owns.
/// Its type is erased altogether: a function that takes a `T`, in whatever form, would make a task invariant.
struct VTable<T> {
    /// Leaves the header if it returns `Pending`, and where the operation is [left](Polls::IS_LEFT) also if it returns a value. Otherwise
    /// the operation is gone: there is [`NOWHERE`] if it returns, and nobody looks if it panics.
    poll: Polls<T>,
    /// Drops the operation, which is gone when this returns or panics.
    drop: unsafe fn(header: NonNull<()>),
}

/// An odd address, which can't be that of a header.
const NOWHERE: NonNull<()> = match NonNull::new(ptr::without_provenance_mut(1)) {
    Some(header) => header,
    None => unreachable!(),
};

/// The function that polls: it returns a `T` that is copied [in chunks](copy) as [`Aligned`], and any other as it is.
///
/// Invariant: the field is `in_chunks` if [`IN_CHUNKS`](Self::IN_CHUNKS), and `whole` otherwise.
union Polls<T> {
    in_chunks: unsafe fn(header: &mut NonNull<()>, cx: &mut Context<'_>) -> Poll<Aligned<T>>,
    whole: unsafe fn(header: &mut NonNull<()>, cx: &mut Context<'_>) -> Poll<T>,
}

impl<T> Clone for Polls<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Polls<T> {}

impl<T> Polls<T> {
    const IN_CHUNKS: bool = copy::is_wide::<T>() && copy::in_chunks::<Poll<Aligned<T>>>();

    /// Whether an operation that is ready, if it can be [left](Operation::CAN_BE_LEFT), is left to the machine, which drops it by
    /// [`VTable::drop`].
    ///
    /// A large value is then written where it is returned: nothing stands between the body's return and that of the poll. Dropping by
    /// another call costs less than a copy of it.
    const IS_LEFT: bool = !Self::IN_CHUNKS && size_of::<T>() > copy::LARGEST;
}

/// What every operation begins with, whatever it is.
///
/// Only ever reached through a raw pointer that may reach the whole operation.
#[repr(C)]
pub(crate) struct Header<T> {
    vtable: *const VTable<T>,
}

// SAFETY: it is never written once it is made, and the functions that it names require what they need by their own contract.
unsafe impl<T> Send for Header<T> {}
// SAFETY: the same.
unsafe impl<T> Sync for Header<T> {}

impl<T> Header<T> {
    /// Makes the header of operations of this type.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) const fn of<O: Operation<Output = T>>() -> Self {
        Self { vtable: Functions::<O>::VTABLE }
    }
}

/// What a machine stands on: the owner of something that begins with a [`Header`] and stays where it is. Dropping it gives the
/// operation up.
///
/// # Safety
///
/// The pointer of [`into_header`](Self::into_header) is to a header made by [`Header::of`] this very type, which may be read until
/// [`from_header`](Self::from_header) has made the owner anew and that is polled or dropped. Where it
/// [`CAN_BE_LEFT`](Self::CAN_BE_LEFT), the owner may be forgotten when it was ready, and one that is made anew then is dropped instead.
pub(crate) unsafe trait Operation: Sized {
    /// What is polled.
    type Future: Future<Output = Self::Output>;

    /// What that yields.
    type Output;

    /// Whether all that its owner knows lies behind the header, so that it can be made anew when it was ready, too, to be dropped.
    const CAN_BE_LEFT: bool;

    /// Gives the operation up to its header.
    fn into_header(self) -> NonNull<Header<Self::Output>>;

    /// Makes the owner anew.
    ///
    /// # Safety
    ///
    /// The pointer came from [`into_header`](Self::into_header) of this type, and is the caller's to give away.
    unsafe fn from_header(header: NonNull<()>) -> Self;

    /// What is polled. Once that is ready, all that is left to do is to drop the operation.
    fn pinned(&mut self) -> Pin<&mut Self::Future>;

    /// Polls it. A function of its own, so that where code is optimised its result is written where that of the caller is.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.pinned().poll(cx)
    }
}

/// The functions of one type of operation.
struct Functions<O>(PhantomData<O>);

impl<O: Operation> Functions<O> {
    /// Functions in a temporary of a constant's value, which lives for ever.
    const VTABLE: *const VTable<O::Output> = &VTable {
        poll: if Polls::<O::Output>::IN_CHUNKS {
            Polls { in_chunks: Self::poll_in_chunks }
        } else if Polls::<O::Output>::IS_LEFT && O::CAN_BE_LEFT {
            Polls { whole: Self::poll_and_leave }
        } else {
            Polls { whole: Self::poll }
        },
        drop: Self::drop,
    };

    /// See [`VTable::poll`].
    unsafe fn poll(header: &mut NonNull<()>, cx: &mut Context<'_>) -> Poll<O::Output> {
        // SAFETY: the contract of `VTable`, whose functions for `O` are only ever named by the header of an `O`.
        let mut owned = unsafe { O::from_header(*header) };
        let polled = owned.pinned().poll(cx);
        // Before the value is moved, which is dropped if the future's destructor panics.
        Self::after_poll(header, owned, &polled);
        polled
    }

    /// See [`VTable::poll`] and [`Polls::IS_LEFT`].
    unsafe fn poll_and_leave(header: &mut NonNull<()>, cx: &mut Context<'_>) -> Poll<O::Output> {
        // SAFETY: as in `poll`. Dropped here only if it panics.
        let mut owned = unsafe { O::from_header(*header) };
        let polled = Self::poll_in_place(&mut owned, cx);
        mem::forget(owned);
        polled
    }

    /// A call of its own, which can be told where its result goes: what is inlined is put together first, and then moved.
    #[inline(never)]
    fn poll_in_place(owned: &mut O, cx: &mut Context<'_>) -> Poll<O::Output> {
        owned.poll(cx)
    }

    /// Drops an operation that is ready.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn after_poll(header: &mut NonNull<()>, owned: O, polled: &Poll<O::Output>) {
        if polled.is_pending() {
            mem::forget(owned);
        } else {
            *header = NOWHERE;
            drop(owned);
        }
    }

    /// See [`VTable::poll`] and [`Polls`].
    unsafe fn poll_in_chunks(header: &mut NonNull<()>, cx: &mut Context<'_>) -> Poll<Aligned<O::Output>> {
        // SAFETY: as in `poll`.
        let mut owned = unsafe { O::from_header(*header) };
        let polled = owned.poll(cx);
        Self::after_poll(header, owned, &polled);
        if polled.is_pending() {
            let pending = ManuallyDrop::new(Poll::Pending);
            // SAFETY: as below. Whoever polls loads the chunk in which the tag is, so all of that chunk is stored, and no other.
            return unsafe { copy::lift(&raw const *pending) };
        }
        let polled = ManuallyDrop::new(polled);
        let Poll::Ready(value) = &*polled else { not_there() };
        // SAFETY: `polled` is forgotten as it is.
        let ready = ManuallyDrop::new(Poll::Ready(Aligned(unsafe { ptr::read(value) })));
        // SAFETY: it is forgotten as it is; `in_chunks` holds by `Polls::IN_CHUNKS`.
        unsafe { copy::settle(&raw const *ready) }
    }

    /// See [`VTable::drop`].
    unsafe fn drop(header: NonNull<()>) {
        // SAFETY: as in `poll`.
        let _owned = unsafe { O::from_header(header) };
    }
}

/// Owns a state machine that yields a `T`, or nothing any more.
///
/// Invariant: `header` is [`NOWHERE`], or that of a live [`Operation`] of a `T`, which is this machine's alone and outlives `'a`.
///
/// Covariant in both parameters: a machine gives a `T` out and never takes one in, and `'a` is how long it may be kept. Not
/// `UnwindSafe`, as the future may hold a unique borrow.
pub(crate) struct Machine<'a, T> {
    header: NonNull<()>,
    marker: PhantomData<(&'a mut (), T)>,
}

impl<'a, T> Machine<'a, T> {
    /// A machine that owns nothing any more.
    pub(crate) const FINISHED: Self = Self { header: NOWHERE, marker: PhantomData };

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn new<O: Operation<Output = T> + 'a>(operation: O) -> Self {
        Self { header: operation.into_header().cast(), marker: PhantomData }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn is_finished(&self) -> bool {
        self.header == NOWHERE
    }

    /// The functions of a machine that isn't finished.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn functions<'f>(&self) -> &'f VTable<T> {
        // SAFETY: not finished, so it begins with a header, by the invariant of `Machine`.
        let vtable = unsafe { (*self.header.cast::<Header<T>>().as_ptr()).vtable };
        // SAFETY: an operation's header names a `VTABLE`, which lives for ever.
        unsafe { &*vtable }
    }

    /// Polls the machine, which is finished once it has given its value.
    ///
    /// # Panics
    ///
    /// If it is finished, and when its future panics; then it is finished too.
    #[inline(always)]
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        if self.is_finished() {
            polled_after_completion();
        }
        if Polls::<T>::IN_CHUNKS {
            return self.poll_in_chunks(cx);
        }
        // SAFETY: the invariant of `Polls`.
        let poll = unsafe { self.functions().poll.whole };
        let mut header = self.take();
        // SAFETY: the contract of `VTable`: live, and ours.
        let polled = unsafe { poll(&mut header, cx) };
        self.header = header;
        if Polls::<T>::IS_LEFT && polled.is_ready() {
            self.drop_left();
        }
        polled
    }

    /// Drops an operation that is ready, if it was left.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn drop_left(&mut self) {
        // Finished, or as it was: dropped here.
        drop(mem::replace(self, Self::FINISHED));
    }

    /// Takes the header into a variable of its own: where the address of a state is known, a value in it isn't moved through registers.
    ///
    /// While the future runs nothing is owned here: if it panics, nothing is left to poll or to drop.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn take(&mut self) -> NonNull<()> {
        mem::replace(&mut self.header, NOWHERE)
    }

    /// As [`poll`](Self::poll), of what is returned in chunks.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn poll_in_chunks(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        // SAFETY: the invariant of `Polls`.
        let poll = unsafe { self.functions().poll.in_chunks };
        let mut header = self.take();
        // SAFETY: the contract of `VTable`: live, and ours.
        let polled = ManuallyDrop::new(unsafe { poll(&mut header, cx) });
        self.header = header;
        // SAFETY: forgotten once it was looked at; `in_chunks` holds by `Polls::IN_CHUNKS`.
        let is_pending = ManuallyDrop::new(unsafe { copy::lift(&raw const *polled) }).is_pending();
        match &*polled {
            // SAFETY: `polled` is forgotten as it is.
            Poll::Ready(value) if !is_pending => copy::ready(unsafe { copy::take(&*polled, value) }),
            _ => Poll::Pending,
        }
    }
}

impl<T> Drop for Machine<'_, T> {
    #[inline(always)]
    fn drop(&mut self) {
        if !self.is_finished() {
            // SAFETY: the contract of `VTable`: live, ours, and never used again.
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
    panic!("a ValueTask or PooledFuture was polled after it had given its value: await it once and keep the value")
}
