//! The operation of a future in a slot of the pool, while the type of the future is known.

use core::alloc::Layout;
use core::future::Future;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::pin::Pin;
use core::ptr::{self, NonNull};

use super::raw_owner::{Header, RawOwner};
use crate::pool;

#[repr(C)]
struct Slot<F: Future> {
    header: Header<F::Output>,
    future: F,
}

impl<F: Future> Slot<F> {
    const LAYOUT: Layout = Layout::new::<Self>();
}

/// A slot with a live future of known type.
///
/// Invariant: the pointer is to memory from [`pool::take`] for a `Slot<F>`, which only this uses, with a live future
/// pinned in it. Its header may be uninitialized.
///
/// The pointer has no type: without optimisation, a cast of it would be a function of each future's own.
pub(crate) struct Owned<F: Future>(NonNull<()>, PhantomData<NonNull<Slot<F>>>);

impl<F: Future> Owned<F> {
    /// Moves the future into a slot.
    ///
    /// Inlined with the call that makes the future, it is built in place.
    ///
    /// Called where the future comes in: without optimisation, each function that passes it on has a copy on its stack.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn new(future: F) -> Self {
        let slot = pool::take(Slot::<F>::LAYOUT).cast::<()>();
        // SAFETY: `take` gave memory of a `Slot<F>`'s layout, so the field is in bounds of it.
        let memory = unsafe { &raw mut (*slot.as_ptr().cast::<Slot<F>>()).future };
        // SAFETY: the memory was just taken.
        unsafe { memory.write(future) };
        Self(slot, PhantomData)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn future(&self) -> *mut F {
        // SAFETY: in bounds of the slot's memory, by the invariant of `Owned`.
        unsafe { &raw mut (*self.0.as_ptr().cast::<Slot<F>>()).future }
    }
}

// SAFETY: the future is `Send`, and a slot may be used and returned on any thread (`pool::give`).
unsafe impl<F: Future + Send> Send for Owned<F> {}

// SAFETY: the slot begins with its header, which `into_header` writes, and is alive until it is dropped.
unsafe impl<F: Future> RawOwner for Owned<F> {
    type Future = F;
    type Output = F::Output;

    const CAN_BE_LEFT: bool = true;

    /// Writes the header. A future that is ready in its first poll does without.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn into_header(self) -> NonNull<Header<F::Output>> {
        let header = ManuallyDrop::new(self).0.cast::<Header<F::Output>>();
        // SAFETY: the slot is this one's alone, by the invariant of `Owned`, and begins with its header.
        unsafe { header.write(Header::of::<Self>()) };
        header
    }

    #[inline(always)]
    unsafe fn from_header(header: NonNull<()>) -> Self {
        Self(header, PhantomData)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn pinned(&mut self) -> Pin<&mut F> {
        // SAFETY: live and not shared, by the invariant of `Owned`.
        let future = unsafe { &mut *self.future() };
        // SAFETY: the future stays in its slot until it is dropped there.
        unsafe { Pin::new_unchecked(future) }
    }
}

impl<F: Future> Drop for Owned<F> {
    #[inline(always)]
    fn drop(&mut self) {
        /// Returns the slot, even if the future's destructor panics.
        struct Return<F: Future>(NonNull<()>, PhantomData<F>);

        impl<F: Future> Drop for Return<F> {
            #[inline(always)]
            fn drop(&mut self) {
                // SAFETY: memory from `take` with this layout, by the invariant of `Owned`; its future was just dropped.
                unsafe { pool::give(self.0.cast(), Slot::<F>::LAYOUT) };
            }
        }

        let _return = Return::<F>(self.0, PhantomData);
        // SAFETY: live and not shared, by the invariant of `Owned`, and never used again.
        unsafe { ptr::drop_in_place(self.future()) };
    }
}
