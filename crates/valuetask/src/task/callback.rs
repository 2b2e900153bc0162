//! Code that runs once a cell is complete, in a slot of the pool.

use core::alloc::Layout;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ptr::NonNull;

use super::Task;
use super::cell::Header;
use crate::pool;

/// What the functions of one type of code share: `slot` is a [`Slot`] of that type, which the caller owns and gives up.
struct VTable {
    /// Runs the code with a handle on the cell.
    ///
    /// The header is that of a cell of the type that the code was made for, and complete.
    run: unsafe fn(slot: NonNull<Begin>, cell: NonNull<Header>),
    drop: unsafe fn(slot: NonNull<Begin>),
}

/// What every slot begins with.
struct Begin {
    vtable: &'static VTable,
}

#[repr(C)]
struct Slot<T, F> {
    begin: Begin,
    code: F,
    marker: PhantomData<fn(&Task<T>)>,
}

impl<T, F: FnOnce(&Task<T>)> Slot<T, F> {
    const LAYOUT: Layout = Layout::new::<Self>();
    const VTABLE: &'static VTable = &VTable { run: Self::run, drop: Self::drop };

    /// Takes the code out of its slot, which goes back.
    ///
    /// # Safety
    ///
    /// As for [`VTable`].
    unsafe fn take(slot: NonNull<Begin>) -> F {
        // SAFETY: a vtable for `Self` only ever stands in a `Slot` of this type, which the caller gives up.
        let Self { code, .. } = unsafe { slot.cast::<Self>().read() };
        // SAFETY: it came from the pool with this layout, and has just been emptied.
        unsafe { pool::give(slot.cast(), Self::LAYOUT) };
        code
    }

    /// See [`VTable::run`].
    unsafe fn run(slot: NonNull<Begin>, cell: NonNull<Header>) {
        // SAFETY: the caller's promise.
        let code = unsafe { Self::take(slot) };
        // SAFETY: the caller's promise: the cell is one of `T`, and it is kept until this returns.
        let task = ManuallyDrop::new(unsafe { Task::<T>::from_header(cell) });
        code(&task);
    }

    /// See [`VTable::drop`].
    unsafe fn drop(slot: NonNull<Begin>) {
        // SAFETY: the caller's promise.
        drop(unsafe { Self::take(slot) });
    }
}

/// Code that takes a handle on the complete task, and is run or dropped once.
///
/// Invariant: the slot is this one's alone.
pub(super) struct Callback(NonNull<Begin>);

// SAFETY: made of code that is `Send`; a slot may be returned on any thread.
unsafe impl Send for Callback {}

impl Callback {
    pub(super) fn new<T, F: FnOnce(&Task<T>) + Send + 'static>(code: F) -> Self
    where
        T: 'static,
    {
        let slot = pool::take(Slot::<T, F>::LAYOUT).cast::<Slot<T, F>>();
        let filled = Slot { begin: Begin { vtable: Slot::<T, F>::VTABLE }, code, marker: PhantomData };
        // SAFETY: memory of this layout, which is ours alone.
        unsafe { slot.write(filled) };
        Self(slot.cast())
    }

    fn vtable(&self) -> &'static VTable {
        // SAFETY: the invariant; every slot begins with a `Begin`.
        unsafe { self.0.as_ref() }.vtable
    }

    /// Runs the code.
    ///
    /// # Safety
    ///
    /// The cell is one of the type that the code was made for, is complete, and isn't freed before this returns.
    pub(super) unsafe fn run(self, cell: NonNull<Header>) {
        let this = ManuallyDrop::new(self);
        let run = this.vtable().run;
        // SAFETY: the invariant, and the caller's promise.
        unsafe { run(this.0, cell) };
    }
}

impl Drop for Callback {
    fn drop(&mut self) {
        let drop = self.vtable().drop;
        // SAFETY: the invariant; it isn't used again.
        unsafe { drop(self.0) };
    }
}
