//! A lease of a [`CompletionPool`](super::CompletionPool): one operation in its own slot, with its two users.
//!
//! ```text
//!   Completer ──┐   ┌────────┬──────────────────────┬───────┐
//!               ├──▶│ Header │ Cell: word and slots │ permit │  one slot of valuetask's pool
//!   task ───────┘   └────────┴──────────────────────┴───────┘
//! ```
//!
//! The last user returns the memory to the pool, and the permit of a pool with a capacity. All unsafe code of leases is
//! here.

use core::alloc::Layout;
use core::fmt;
use core::future::Future;
use core::mem;
use core::pin::Pin;
use core::ptr::{self, NonNull};
use core::task::{Context, Poll};

use super::cell::{Cell, Left, wake};
use super::permits::Permit;
use super::word::Outcome;
use valuetask::__runtime::{Header, RawOwner, from_owner, give, take};
use valuetask::{Abandoned, ValueTask};

/// The completer and the task of a leased operation.
pub type Lease<T> = (Completer<T>, ValueTask<'static, Result<T, Abandoned>>);

#[repr(C)]
struct Leased<T> {
    /// The header of the task's machine.
    ///
    /// First, so that a pointer to the lease is a pointer to its header.
    header: Header<Result<T, Abandoned>>,
    /// Invariant: its completer is the one `Completer`, its awaiter the one `LeaseAwaiter`, which are made together.
    cell: Cell<T>,
    /// Dropped when the memory is returned.
    permit: Option<Permit>,
}

/// A lease of a word fits the smallest slot.
#[cfg(target_pointer_width = "64")]
const _: () = assert!(cfg!(valuetask_shuttle) || size_of::<Leased<u64>>() <= 64);

impl<T> Leased<T> {
    const LAYOUT: Layout = Layout::new::<Self>();

    /// Returns memory and permit.
    ///
    /// # Safety
    ///
    /// The caller is the last user of the lease, which it doesn't use again, and the value slot is empty.
    #[inline]
    unsafe fn recycle(leased: NonNull<Self>) {
        // SAFETY: the caller is the last user.
        let permit = unsafe { &(*leased.as_ptr()).permit };
        if permit.is_some() {
            // SAFETY: the contract of `recycle`.
            return unsafe { Self::recycle_with_permit(leased) };
        }
        // SAFETY: the contract of `recycle`.
        unsafe { Self::give(leased) };
    }

    /// Returns memory and permit. A function of its own, as most leases have no permit.
    ///
    /// # Safety
    ///
    /// As for [`recycle`](Self::recycle).
    #[inline(never)]
    unsafe fn recycle_with_permit(leased: NonNull<Self>) {
        // SAFETY: the caller is the last user.
        let permit = unsafe { &raw mut (*leased.as_ptr()).permit };
        // SAFETY: initialized by `lease`, and the only read.
        let permit = unsafe { permit.read() };
        // SAFETY: the contract of `recycle`.
        unsafe { Self::give(leased) };
        // Last, as this may run a waker.
        drop(permit);
    }

    /// Returns the memory, in which no permit is left.
    ///
    /// # Safety
    ///
    /// As for [`recycle`](Self::recycle).
    #[inline]
    unsafe fn give(leased: NonNull<Self>) {
        // SAFETY: the caller is the last user.
        let cell = unsafe { &raw mut (*leased.as_ptr()).cell };
        // SAFETY: initialized by `lease`, and dropped only here. Its slots are empty.
        unsafe { ptr::drop_in_place(cell) };
        // SAFETY: memory that `lease` took with this layout. Its content was moved out or dropped.
        unsafe { give(leased.cast(), Self::LAYOUT) };
    }

    /// Takes the result, and returns the memory.
    ///
    /// # Safety
    ///
    /// The caller is the awaiter, and the completer has published this outcome. The caller doesn't use the memory again.
    #[inline]
    unsafe fn finish(leased: NonNull<Self>, outcome: Outcome) -> Result<T, Abandoned> {
        if !has_value(outcome) {
            // SAFETY: after a publication the awaiter is the last user; the value slot was never filled.
            unsafe { Self::recycle(leased) };
            return Err(Abandoned);
        }
        // SAFETY: the lease is alive until its last user recycles it.
        let cell = unsafe { &leased.as_ref().cell };
        // SAFETY: the outcome has a value, and this is its only read.
        let value = unsafe { cell.read() };
        // SAFETY: after a publication the awaiter is the last user; the value slot was just emptied.
        unsafe { Self::recycle(leased) };
        Ok(value)
    }

    /// Ends the use of an awaiter that is dropped while pending.
    ///
    /// # Safety
    ///
    /// The caller is the awaiter, has neither left nor seen an outcome, and doesn't use the memory again.
    #[inline(never)]
    unsafe fn leave(leased: NonNull<Self>) {
        // SAFETY: the lease is alive until the awaiter leaves.
        let cell = unsafe { &leased.as_ref().cell };
        // SAFETY: the caller is the awaiter, and hasn't left.
        match unsafe { Cell::leave(NonNull::from(cell)) } {
            Left::First(waker) => drop(waker),
            // SAFETY: the completer has published this outcome.
            Left::Last(outcome) => drop(unsafe { Self::finish(leased, outcome) }),
        }
    }

    /// Takes the value back from a lease whose awaiter has left.
    ///
    /// # Safety
    ///
    /// The caller is the last user of the lease, which it doesn't use again, and the value slot is full.
    #[cold]
    #[inline(never)]
    unsafe fn take_back(leased: NonNull<Self>) -> T {
        // SAFETY: the lease is alive until its last user recycles it.
        let leased_ref = unsafe { leased.as_ref() };
        // SAFETY: the slot is full, and the completer owns it until it publishes.
        let value = unsafe { leased_ref.cell.read() };
        // SAFETY: the caller is the last user, and the slot was just emptied.
        unsafe { Self::recycle(leased) };
        value
    }
}

/// Creates a lease that holds this permit.
#[inline]
pub(super) fn lease<T: Send + 'static>(permit: Option<Permit>) -> Lease<T> {
    let leased = take(Leased::<T>::LAYOUT).cast::<Leased<T>>();
    // SAFETY: memory of this layout, just taken from the pool.
    unsafe { leased.write(Leased { header: Header::of::<LeaseAwaiter<T>>(), cell: Cell::new(), permit }) };
    (Completer { leased }, from_owner(LeaseAwaiter { leased, done: false }))
}

/// The completer of a leased operation.
///
/// If the completer is dropped without a value, the task yields [`Abandoned`].
#[must_use = "dropping a completer abandons its task: call `complete`"]
pub struct Completer<T> {
    /// Invariant: the lease is alive until this has published, and after that if the awaiter had left before.
    leased: NonNull<Leased<T>>,
}

// SAFETY: a completer moves a `T` to the awaiter's thread, and returns memory, which any thread may do.
unsafe impl<T: Send> Send for Completer<T> {}
// SAFETY: a shared completer only reads the atomic word.
unsafe impl<T: Send> Sync for Completer<T> {}

impl<T> Completer<T> {
    /// Completes the task with a value, and wakes its awaiter. Never blocks.
    ///
    /// A panic of the waker is reported by the panic hook and caught. Without std it propagates.
    ///
    /// # Errors
    ///
    /// Returns the value if the task was dropped.
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
        // SAFETY: `self` is the completer, and publishes only below.
        unsafe { cell.put(value) };
        let (cell, leased) = (NonNull::from(cell), mem::ManuallyDrop::new(self).leased);
        // SAFETY: `self` is the completer, has put a value, and is forgotten, so that this is the only publication.
        let published = unsafe { Cell::publish::<false>(cell, Outcome::Succeeded) };
        match published {
            Ok(waker) => {
                wake(waker);
                Ok(())
            }
            // SAFETY: the awaiter has left, so the completer is the last user. The value was put above.
            Err(_) => Err(unsafe { Leased::take_back(leased) }),
        }
    }

    /// Returns `true` if the task hasn't been dropped.
    ///
    /// The task may be dropped right after this call: [`complete`](Self::complete) then returns the value.
    #[must_use]
    #[inline]
    pub fn is_awaited(&self) -> bool {
        !self.cell().snapshot().is_out()
    }

    #[inline]
    fn cell(&self) -> &Cell<T> {
        // SAFETY: alive, by the invariant of `Completer`.
        unsafe { &self.leased.as_ref().cell }
    }
}

impl<T> Drop for Completer<T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: `self` is the completer, and hasn't published: `complete` forgets it. This outcome has no value.
        match unsafe { Cell::publish::<false>(NonNull::from(self.cell()), Outcome::Abandoned) } {
            Ok(waker) => wake(waker),
            // SAFETY: the awaiter has left, so the completer is the last user. No value was put.
            Err(_) => unsafe { Leased::recycle(self.leased) },
        }
    }
}

impl<T> fmt::Debug for Completer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Completer").field("is_awaited", &self.is_awaited()).finish_non_exhaustive()
    }
}

/// The awaiter of a leased operation.
///
/// Invariant: the lease is alive until this is `done`.
struct LeaseAwaiter<T> {
    leased: NonNull<Leased<T>>,
    done: bool,
}

// SAFETY: an awaiter takes a `T` out, and returns memory, which any thread may do.
unsafe impl<T: Send> Send for LeaseAwaiter<T> {}

// SAFETY: a lease begins with its header, which `lease` makes for this type and no code changes. The lease is alive until
// this is dropped.
unsafe impl<T> RawOwner for LeaseAwaiter<T> {
    /// Only the owner knows that this is done, and the slot may be reused by then.
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

impl<T> Future for LeaseAwaiter<T> {
    type Output = Result<T, Abandoned>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: alive, by the invariant of `LeaseAwaiter`.
        let cell = unsafe { &self.leased.as_ref().cell };
        // SAFETY: `self` is the awaiter, and leaves only when it is dropped.
        match unsafe { cell.poll::<false>(cx) } {
            Poll::Pending => Poll::Pending,
            Poll::Ready(outcome) => {
                self.done = true;
                // SAFETY: the completer has published this outcome, and a `done` awaiter doesn't use the memory.
                Poll::Ready(unsafe { Leased::finish(self.leased, outcome) })
            }
        }
    }
}

impl<T> Drop for LeaseAwaiter<T> {
    #[inline]
    fn drop(&mut self) {
        if !self.done {
            // SAFETY: `self` is the awaiter, hasn't left, and is dropped now.
            unsafe { Leased::leave(self.leased) };
        }
    }
}

#[inline]
fn has_value(outcome: Outcome) -> bool {
    outcome != Outcome::Abandoned
}
