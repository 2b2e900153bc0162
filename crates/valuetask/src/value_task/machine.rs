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

use core::fmt;
use core::marker::PhantomData;
use core::mem::{self, ManuallyDrop};
use core::ptr::{self, NonNull};
use core::task::{Context, Poll};

use super::copy::{self, Aligned};
use super::state::not_there;

/// What the functions of one type of operation share. `header` is that of a live [`Operation`] of that type, which the caller owns
/// and hands over with the call. Its type is erased altogether: a function that takes a `T`, in whatever form, would make a task
/// invariant.
struct VTable<T> {
    /// Gives the operation back if it returns `Pending`, and where [`is_left`](Self::is_left) also if it returns a value. Otherwise,
    /// by return or by panic, it is gone.
    poll: Polls<T>,
    /// Whether the operation is still there when it is ready, for whoever has polled it to drop.
    is_left: bool,
    /// Drops the operation, which is gone when this returns or panics.
    drop: unsafe fn(header: NonNull<()>),
}

/// The function that polls: it returns a `T` that is copied [in chunks](copy) as [`Aligned`], and any other as it is.
///
/// Invariant: the field is `in_chunks` if [`IN_CHUNKS`](Self::IN_CHUNKS), and `whole` otherwise.
union Polls<T> {
    in_chunks: unsafe fn(header: NonNull<()>, cx: &mut Context<'_>) -> Poll<Aligned<T>>,
    whole: unsafe fn(header: NonNull<()>, cx: &mut Context<'_>) -> Poll<T>,
}

impl<T> Clone for Polls<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Polls<T> {}

impl<T> Polls<T> {
    const IN_CHUNKS: bool = copy::is_wide::<T>() && copy::in_chunks::<Poll<Aligned<T>>>();

    /// Whether an operation that is ready, if it can be [left](Operation::CAN_BE_LEFT), is left to whoever has polled it, who drops it
    /// by [`VTable::drop`].
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
    /// What the operation yields.
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

    /// Polls the operation. Once it is ready, or has panicked, all that is left to do is to drop it.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output>;
}

/// The functions of one type of operation.
struct Functions<O>(PhantomData<O>);

impl<O: Operation> Functions<O> {
    /// Functions in a temporary of a constant's value, which lives for ever.
    const VTABLE: *const VTable<O::Output> = &VTable {
        poll: if Polls::<O::Output>::IN_CHUNKS {
            Polls { in_chunks: Self::poll_in_chunks }
        } else {
            Polls { whole: Self::poll }
        },
        is_left: Self::IS_LEFT,
        drop: Self::drop,
    };

    /// See [`VTable::is_left`].
    const IS_LEFT: bool = Polls::<O::Output>::IS_LEFT && O::CAN_BE_LEFT;

    /// See [`VTable::poll`].
    unsafe fn poll(header: NonNull<()>, cx: &mut Context<'_>) -> Poll<O::Output> {
        // SAFETY: the contract of `VTable`, whose functions for `O` are only ever named by the header of an `O`.
        let mut owned = unsafe { O::from_header(header) };
        if Self::IS_LEFT {
            // Dropped here only if it panics.
            let polled = Self::poll_in_place(&mut owned, cx);
            mem::forget(owned);
            return polled;
        }
        let polled = owned.poll(cx);
        if polled.is_pending() {
            mem::forget(owned);
        } else {
            // Before the value is moved: it is dropped if the future's destructor panics.
            drop(owned);
        }
        polled
    }

    /// A call of its own, which can be told where its result goes: what is inlined is put together first, and then moved.
    #[inline(never)]
    fn poll_in_place(owned: &mut O, cx: &mut Context<'_>) -> Poll<O::Output> {
        owned.poll(cx)
    }

    /// See [`VTable::poll`] and [`Polls`].
    unsafe fn poll_in_chunks(header: NonNull<()>, cx: &mut Context<'_>) -> Poll<Aligned<O::Output>> {
        // SAFETY: as in `poll`.
        let mut owned = unsafe { O::from_header(header) };
        let polled = owned.poll(cx);
        if polled.is_pending() {
            mem::forget(owned);
            let pending = ManuallyDrop::new(Poll::Pending);
            // SAFETY: as below. Whoever polls loads the chunk in which the tag is, so all of that chunk is stored, and no other.
            return unsafe { copy::lift(&raw const *pending) };
        }
        // As in `poll`.
        drop(owned);
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
        drop(unsafe { O::from_header(header) });
    }
}

/// Owns a state machine that yields a `T`, or nothing any more.
///
/// Invariant: `header` is [`FINISHED`](Self::FINISHED), or that of a live [`Operation`] which is this machine's alone and outlives
/// `'a`.
///
/// Covariant in both parameters: a machine gives a `T` out and never takes one in, and `'a` is how long it may be kept. Not
/// `UnwindSafe`, as the future may hold a unique borrow.
pub(crate) struct Machine<'a, T> {
    header: NonNull<Header<T>>,
    marker: PhantomData<(&'a mut (), T)>,
}

impl<'a, T> Machine<'a, T> {
    /// A machine that owns nothing any more.
    pub(crate) const FINISHED: Self = Self::from_header(Self::NOWHERE);

    /// An odd address, which can't be that of a header.
    const NOWHERE: NonNull<Header<T>> = match NonNull::new(ptr::without_provenance_mut(1)) {
        Some(header) => header,
        None => unreachable!(),
    };

    const fn from_header(header: NonNull<Header<T>>) -> Self {
        Self { header, marker: PhantomData }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn new<O: Operation<Output = T> + 'a>(operation: O) -> Self {
        Self::from_header(operation.into_header())
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.header == Self::NOWHERE
    }

    /// Polls the machine, which is finished once it has given its value.
    ///
    /// # Panics
    ///
    /// If it is finished, and when its future panics; then it is finished too.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        if self.is_finished() {
            polled_after_completion();
        }
        // While the future runs nothing is owned here: if it panics, nothing is left to poll or to drop.
        let header = mem::replace(&mut self.header, Self::NOWHERE);
        // SAFETY: not finished, so live by the invariant of `Machine`.
        let vtable = unsafe { (*header.as_ptr()).vtable };
        // SAFETY: an operation's header names a `VTABLE`, which lives for ever.
        let polls = unsafe { (*vtable).poll };
        if Polls::<T>::IN_CHUNKS {
            // SAFETY: the invariant of `Polls`.
            let poll = unsafe { polls.in_chunks };
            // SAFETY: the contract of `VTable`: live, and just taken out of the machine, so it is ours to hand over.
            return self.after_poll_in_chunks(header, unsafe { poll(header.cast(), cx) });
        }
        // SAFETY: the invariant of `Polls`.
        let poll = unsafe { polls.whole };
        // SAFETY: the contract of `VTable`, as above.
        self.after_poll(header, vtable, unsafe { poll(header.cast(), cx) })
    }

    /// Takes what a poll has returned; the machine goes on if that is `Pending`. Apart from `poll`, so that none of this is
    /// on the stack, where nothing is optimised, while a future runs.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn after_poll(&mut self, header: NonNull<Header<T>>, vtable: *const VTable<T>, polled: Poll<T>) -> Poll<T> {
        if polled.is_pending() {
            self.header = header;
        // SAFETY: a `VTABLE` lives for ever, also where the header is gone.
        } else if Polls::<T>::IS_LEFT && unsafe { (*vtable).is_left } {
            // The contract of `VTable`: it was given back, so the machine that is dropped here is live once more.
            drop(Self::from_header(header));
        }
        polled
    }

    /// As [`after_poll`](Self::after_poll), of what was returned in chunks.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn after_poll_in_chunks(&mut self, header: NonNull<Header<T>>, polled: Poll<Aligned<T>>) -> Poll<T> {
        let polled = ManuallyDrop::new(polled);
        // SAFETY: forgotten once it was looked at; `in_chunks` holds by `Polls::IN_CHUNKS`.
        let is_pending = ManuallyDrop::new(unsafe { copy::lift(&raw const *polled) }).is_pending();
        if is_pending {
            self.header = header;
        }
        match &*polled {
            // SAFETY: `polled` is forgotten as it is.
            Poll::Ready(value) if !is_pending => copy::ready(unsafe { copy::take(&*polled, value) }),
            _ => Poll::Pending,
        }
    }
}

impl<T> Drop for Machine<'_, T> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn drop(&mut self) {
        if !self.is_finished() {
            // SAFETY: not finished, so live by the invariant of `Machine`.
            let vtable = unsafe { (*self.header.as_ptr()).vtable };
            // SAFETY: an operation's header names a `VTABLE`, which lives for ever.
            let drop = unsafe { (*vtable).drop };
            // SAFETY: the contract of `VTable`: live, ours, and never used again.
            unsafe { drop(self.header.cast()) };
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
    panic!("a ValueTask was polled after it had given its value: await it once and keep the value")
}
