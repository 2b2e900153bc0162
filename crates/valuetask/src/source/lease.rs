//! A lease of a [`CompletionPool`](super::CompletionPool): one operation in memory of its own, and the two that use it.
//!
//! ```text
//!   Completer ──┐   ┌────────┬──────────────────────┬───────┐
//!               ├──▶│ Header │ Cell: word and slots │ place │  one slot of the crate's pool
//!   task ───────┘   └────────┴──────────────────────┴───────┘
//! ```
//!
//! The last of the two to be done with it gives the memory back, and the place that it takes up in a pool with a bound.
//! All unsafe code of leases is here.

use core::alloc::Layout;
use core::fmt;
use core::future::Future;
use core::mem;
use core::pin::Pin;
use core::ptr::{self, NonNull};
use core::task::{Context, Poll};

use super::cell::{Cell, Left, wake};
use super::places::Permit;
use super::word::Outcome;
use crate::value_task::{Header, Operation};
use crate::{Abandoned, ValueTask, pool};

/// Both sides of a leased operation.
pub type Lease<T> = (Completer<T>, ValueTask<'static, Result<T, Abandoned>>);

#[repr(C)]
struct Leased<T> {
    /// The machine of the task. First, as the machine looks for its header there.
    header: Header<Result<T, Abandoned>>,
    /// Invariant: its completer is the `Completer`, its awaiter the `AwaitingLease`, which are made together and of which
    /// there is one each.
    cell: Cell<T>,
    /// Given back with the memory.
    place: Option<Permit>,
}

/// A lease of a word fits the smallest slot.
#[cfg(target_pointer_width = "64")]
const _: () = assert!(size_of::<Leased<u64>>() <= 64);

impl<T> Leased<T> {
    const LAYOUT: Layout = Layout::new::<Self>();

    /// Gives memory and place back.
    ///
    /// # Safety
    ///
    /// The caller is the last of the two, the value slot is empty, and nobody uses the memory any more.
    #[inline]
    unsafe fn recycle(leased: NonNull<Self>) {
        // SAFETY: ours alone, by the contract of this function.
        let place = unsafe { &(*leased.as_ptr()).place };
        if place.is_some() {
            // SAFETY: the contract of this function.
            return unsafe { Self::recycle_with_place(leased) };
        }
        // SAFETY: the same.
        unsafe { Self::give(leased) };
    }

    /// As [`recycle`](Self::recycle). Apart from it, as most leases have no place.
    ///
    /// # Safety
    ///
    /// As for [`recycle`](Self::recycle).
    #[inline(never)]
    unsafe fn recycle_with_place(leased: NonNull<Self>) {
        // SAFETY: ours alone, by the contract of this function.
        let place = unsafe { &raw mut (*leased.as_ptr()).place };
        // SAFETY: in use until now, and read this once.
        let place = unsafe { place.read() };
        // SAFETY: the contract of this function.
        unsafe { Self::give(leased) };
        // Last, as it may wake somebody.
        drop(place);
    }

    /// Gives the memory back, in which no place is left.
    ///
    /// # Safety
    ///
    /// As for [`recycle`](Self::recycle).
    #[inline]
    unsafe fn give(leased: NonNull<Self>) {
        // SAFETY: ours alone, by the contract of this function.
        let cell = unsafe { &raw mut (*leased.as_ptr()).cell };
        // SAFETY: in use until now; nothing is left in its slots.
        unsafe { ptr::drop_in_place(cell) };
        // SAFETY: memory that `lease` took with this layout, and that holds nothing any more.
        unsafe { pool::give(leased.cast(), Self::LAYOUT) };
    }

    /// What it has come to.
    ///
    /// # Safety
    ///
    /// The caller is the awaiter, to whom the completer has published this outcome, and is the last of the two. It uses
    /// the memory no more.
    #[inline]
    unsafe fn finish(leased: NonNull<Self>, outcome: Outcome) -> Result<T, Abandoned> {
        if !has_value(outcome) {
            // SAFETY: the contract of this function; the value slot was never filled.
            unsafe { Self::recycle(leased) };
            return Err(Abandoned);
        }
        // SAFETY: ours alone, by the contract of this function.
        let cell = unsafe { &leased.as_ref().cell };
        // SAFETY: the outcome has a value, and this is its only read.
        let value = unsafe { cell.read() };
        // SAFETY: the contract of this function; the value slot was just emptied.
        unsafe { Self::recycle(leased) };
        Ok(value)
    }

    /// Ends the awaiter's part before it is done.
    ///
    /// # Safety
    ///
    /// The caller is the awaiter, which hasn't left and wasn't told of an outcome. It uses the memory no more.
    #[inline(never)]
    unsafe fn leave(leased: NonNull<Self>) {
        // SAFETY: in use until the awaiter leaves, by the contract of this function.
        let cell = unsafe { &leased.as_ref().cell };
        // SAFETY: the contract of this function.
        match unsafe { Cell::leave(NonNull::from(cell)) } {
            Left::First(waker) => drop(waker),
            // SAFETY: the completer has published, so the caller is the last.
            Left::Last(outcome) => drop(unsafe { Self::finish(leased, outcome) }),
        }
    }

    /// The value of a lease whose awaiter is out.
    ///
    /// # Safety
    ///
    /// The caller is the last of the two, and nobody uses the memory any more; the value slot is full.
    #[cold]
    #[inline(never)]
    unsafe fn take_back(leased: NonNull<Self>) -> T {
        // SAFETY: ours alone, by the contract of this function.
        let leased_ref = unsafe { leased.as_ref() };
        // SAFETY: full, by the same.
        let value = unsafe { leased_ref.cell.read() };
        // SAFETY: the same, and the slot was just emptied.
        unsafe { Self::recycle(leased) };
        value
    }
}

/// A new lease, which takes up this place.
#[inline]
pub(super) fn lease<T: Send + 'static>(place: Option<Permit>) -> Lease<T> {
    let leased = pool::take(Leased::<T>::LAYOUT).cast::<Leased<T>>();
    // SAFETY: the memory is ours, and of this layout.
    unsafe { leased.write(Leased { header: Header::of::<AwaitingLease<T>>(), cell: Cell::new(), place }) };
    (Completer { leased }, ValueTask::from_operation(AwaitingLease { leased, done: false }))
}

/// The side of a lease that gives the value.
///
/// Dropped without one it tells the awaiter, whose task yields [`Abandoned`].
#[must_use = "dropping it tells the awaiter that there will be no value"]
pub struct Completer<T> {
    /// Invariant: in use until we have published, and after that if the awaiter was out before.
    leased: NonNull<Leased<T>>,
}

// SAFETY: it moves a `T` to the awaiter's thread, and may be the one that returns the memory, on any thread
// (`pool::give`).
unsafe impl<T: Send> Send for Completer<T> {}
// SAFETY: through a reference one can only ask whether somebody waits.
unsafe impl<T: Send> Sync for Completer<T> {}

impl<T> Completer<T> {
    /// Gives the value to the task, and wakes whoever awaits that. Never blocks.
    ///
    /// A waker that panics is reported by the panic hook, and no more. (Without std the panic goes on.)
    ///
    /// # Errors
    ///
    /// The value, if the task has been dropped.
    ///
    /// # Allocation
    ///
    /// None.
    ///
    /// # Synchronization
    ///
    /// What happens before this happens before the task is ready.
    #[inline]
    pub fn complete(self, value: T) -> Result<(), T> {
        let cell = self.cell();
        // SAFETY: we are the completer, and publish below.
        unsafe { cell.put(value) };
        let (cell, leased) = (NonNull::from(cell), mem::ManuallyDrop::new(self).leased);
        // SAFETY: the same, once: `self` is forgotten.
        let published = unsafe { Cell::publish::<false>(cell, Outcome::Succeeded) };
        match published {
            Ok(waker) => {
                wake(waker);
                Ok(())
            }
            // SAFETY: the awaiter is out, so the lease is ours alone; the value was put above, and not published.
            Err(_) => Err(unsafe { Leased::take_back(leased) }),
        }
    }

    /// Whether the task is still there. Once it isn't, [`complete`](Self::complete) gives the value back; it may be
    /// dropped in between.
    #[must_use]
    #[inline]
    pub fn is_awaited(&self) -> bool {
        !self.cell().snapshot().is_out()
    }

    #[inline]
    fn cell(&self) -> &Cell<T> {
        // SAFETY: in use, by the invariant.
        unsafe { &self.leased.as_ref().cell }
    }
}

impl<T> Drop for Completer<T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: we are the completer, and haven't published: that forgets us. No value goes with this outcome.
        match unsafe { Cell::publish::<false>(NonNull::from(self.cell()), Outcome::Abandoned) } {
            Ok(waker) => wake(waker),
            // SAFETY: the awaiter is out, and we are the last. No value was put.
            Err(_) => unsafe { Leased::recycle(self.leased) },
        }
    }
}

impl<T> fmt::Debug for Completer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Completer").field("is_awaited", &self.is_awaited()).finish_non_exhaustive()
    }
}

/// The side of a lease that takes the value.
///
/// Invariant: in use until this is `done`.
struct AwaitingLease<T> {
    leased: NonNull<Leased<T>>,
    done: bool,
}

// SAFETY: it takes a `T` out, and may be the one that returns the memory, on any thread (`pool::give`).
unsafe impl<T: Send> Send for AwaitingLease<T> {}

// SAFETY: a lease begins with its header, which `lease` has made for this type and nobody changes. It is in use until
// this is dropped.
unsafe impl<T> Operation for AwaitingLease<T> {
    /// The owner alone knows that it is done, and the slot may be another's by then.
    const CAN_BE_LEFT: bool = false;

    type Future = Self;
    type Output = Result<T, Abandoned>;

    #[inline]
    fn into_header(self) -> NonNull<Header<Self::Output>> {
        mem::ManuallyDrop::new(self).leased.cast()
    }

    #[inline]
    unsafe fn from_header(header: NonNull<()>) -> Self {
        Self { leased: header.cast(), done: false }
    }

    #[inline]
    fn pinned(&mut self) -> Pin<&mut Self> {
        Pin::new(self)
    }
}

impl<T> Future for AwaitingLease<T> {
    type Output = Result<T, Abandoned>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: in use, by the invariant.
        let cell = unsafe { &self.leased.as_ref().cell };
        // SAFETY: we are the awaiter, and leave when we are dropped.
        match unsafe { cell.poll::<false>(cx) } {
            Poll::Pending => Poll::Pending,
            Poll::Ready(outcome) => {
                self.done = true;
                // SAFETY: the completer has published this, so we are the last; it isn't looked at again.
                Poll::Ready(unsafe { Leased::finish(self.leased, outcome) })
            }
        }
    }
}

impl<T> Drop for AwaitingLease<T> {
    #[inline]
    fn drop(&mut self) {
        if !self.done {
            // SAFETY: in use, by the invariant. We are the awaiter, and this is the end of it.
            unsafe { Leased::leave(self.leased) };
        }
    }
}

#[inline]
fn has_value(outcome: Outcome) -> bool {
    outcome != Outcome::Abandoned
}
