//! [`Arc`]: a count and a value in memory of the pool, of which wakers can be made.
//!
//! A step that gives up a reference may let another thread free the memory. So no more than the count is borrowed there.

use core::alloc::Layout;
use core::marker::PhantomData;
use core::mem::{self, ManuallyDrop, needs_drop};
use core::ops::Deref;
use core::ptr::NonNull;
use core::task::{RawWaker, RawWakerVTable, Waker};

use super::counts::Count;
use super::trampoline::{self, Job, Lane};
use crate::sync::Witness;
use valuetask::__runtime::{give, move_out, take};

struct Block<T> {
    count: Count,
    witness: Witness,
    value: ManuallyDrop<T>,
}

/// A counted reference. The last one drops the value: as the trampoline does, in no deeper calls than 16.
///
/// Invariant: it is counted, on a block that was written. It isn't covariant: so the value is a `'static` one, and may outlive borrows of
/// the caller where its drop is queued.
pub(crate) struct Arc<T>(NonNull<Block<T>>, PhantomData<fn(T) -> T>);

// SAFETY: as std's: references on several threads lend the value to all of them, and the last one drops it.
unsafe impl<T: Send + Sync> Send for Arc<T> {}
// SAFETY: a shared reference can be cloned, so as for `Send`.
unsafe impl<T: Send + Sync> Sync for Arc<T> {}

impl<T> Unpin for Arc<T> {}

impl<T: 'static> Arc<T> {
    #[inline]
    pub(crate) fn new(value: T) -> Self {
        let block = take(Layout::new::<Block<T>>()).cast::<Block<T>>();
        let value = ManuallyDrop::new(value);
        // SAFETY: memory of this layout, which is ours alone.
        unsafe { block.write(Block { count: Count::new(1), witness: Witness::of_a_write(), value }) };
        Self(block, PhantomData)
    }
}

impl<T> Arc<T> {
    /// The count, and no more of the block.
    #[inline]
    fn count(&self) -> &Count {
        // SAFETY: the invariant of `Arc`.
        unsafe { &(*self.0.as_ptr()).count }
    }

    /// Takes the right to the value if this is the only reference, or returns the reference.
    #[inline]
    pub(crate) fn into_unique(self) -> Result<Unique<T>, Self> {
        if self.count().is_one() { Ok(Unique(ManuallyDrop::new(self))) } else { Err(self) }
    }

    /// Gives up the reference. Returns the right to the value if it was the last.
    #[inline]
    pub(crate) fn into_last(self) -> Option<Unique<T>> {
        let this = ManuallyDrop::new(self);
        this.count().is_last().then(|| Unique(this))
    }
}

impl<T> Deref for Arc<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the invariant of `Arc`: the value is there, and is shared alone.
        let Block { witness, value, .. } = unsafe { self.0.as_ref() };
        witness.read();
        value
    }
}

impl<T> Clone for Arc<T> {
    #[inline]
    fn clone(&self) -> Self {
        self.count().more(1);
        Self(self.0, PhantomData)
    }
}

impl<T> Drop for Arc<T> {
    #[inline]
    fn drop(&mut self) {
        if self.count().is_last() {
            // It isn't used again.
            drop(Unique(ManuallyDrop::new(Self(self.0, PhantomData))));
        }
    }
}

/// The right to a value, of which no other reference is left. Dropped, it drops the value.
///
/// Invariant: nothing else uses the block.
pub(crate) struct Unique<T>(ManuallyDrop<Arc<T>>);

impl<T> Unique<T> {
    #[inline]
    pub(crate) fn into_inner(self) -> T {
        let memory = Memory(ManuallyDrop::new(self).0.0);
        // SAFETY: the invariant of `Unique`, which was forgotten.
        unsafe { move_out(memory.value()) }
    }
}

impl<T> Drop for Unique<T> {
    #[inline]
    fn drop(&mut self) {
        let block = self.0.0;
        if !needs_drop::<T>() {
            return drop(Memory(block));
        }
        // SAFETY: the invariant of `Unique`, which isn't used again.
        let now = |block: NonNull<Block<T>>| unsafe { drop_value::<T>(block.cast()) };
        // SAFETY: the job has the block.
        trampoline::nest(Lane::Drops, block, now, |block| unsafe { Job::call(drop_value::<T>, block.cast()) });
    }
}

/// Drops the value of a block, and frees the memory.
///
/// # Safety
///
/// It is a block of a `T`, which is the caller's alone, and isn't used again.
unsafe fn drop_value<T>(block: NonNull<()>) {
    let memory = Memory::<T>(block.cast());
    // SAFETY: the contract of this function.
    unsafe { memory.value().cast_mut().drop_in_place() };
}

/// The memory of a block whose value is moved out or dropped. Dropped, it is freed.
///
/// Invariant: nothing else uses the block.
struct Memory<T>(NonNull<Block<T>>);

impl<T> Memory<T> {
    fn value(&self) -> *const T {
        // SAFETY: the invariant of `Memory`.
        let value: *const ManuallyDrop<T> = unsafe { &raw const (*self.0.as_ptr()).value };
        value.cast()
    }
}

impl<T> Drop for Memory<T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the invariant of `Memory`.
        let Block { count, witness, .. } = unsafe { self.0.as_mut() };
        count.retire();
        witness.written();
        // SAFETY: memory of this layout, which isn't used again.
        unsafe { give(self.0.cast(), Layout::new::<Block<T>>()) };
    }
}

/// What wakers of an [`Arc`] wake. A waker keeps the value, as any reference does.
pub(crate) trait Wakes: Send + Sync + Sized + 'static {
    /// Called when a waker is woken.
    fn woken(this: &Arc<Self>);
}

impl<T: Wakes> Arc<T> {
    const WAKER: &'static RawWakerVTable =
        &RawWakerVTable::new(Self::clone_waker, Self::wake, Self::wake_by_ref, Self::drop_waker);

    /// Calls `work` with a waker, without counting it.
    #[inline]
    pub(crate) fn with_waker<R>(&self, work: impl FnOnce(&Waker) -> R) -> R {
        let data = self.0.as_ptr().cast_const().cast();
        // SAFETY: the functions of `WAKER` keep to the contract of `RawWakerVTable`. This reference stays until `work` returns, and the
        // waker isn't dropped.
        let waker = ManuallyDrop::new(unsafe { Waker::new(data, Self::WAKER) });
        work(&waker)
    }

    /// # Safety
    ///
    /// `data` is that of a waker. Either the waker isn't used again, or this isn't dropped.
    #[inline]
    unsafe fn of_waker(data: *const ()) -> Self {
        // SAFETY: the contract of this function: it was made of the address of a block.
        Self(unsafe { NonNull::new_unchecked(data.cast_mut().cast()) }, PhantomData)
    }

    unsafe fn clone_waker(data: *const ()) -> RawWaker {
        // SAFETY: the contract of `RawWakerVTable`: the waker stays, as this isn't dropped.
        let this = ManuallyDrop::new(unsafe { Self::of_waker(data) });
        mem::forget(Self::clone(&this));
        RawWaker::new(data, Self::WAKER)
    }

    unsafe fn wake(data: *const ()) {
        // SAFETY: the contract of `RawWakerVTable`: the waker is used up.
        T::woken(&unsafe { Self::of_waker(data) });
    }

    unsafe fn wake_by_ref(data: *const ()) {
        // SAFETY: the contract of `RawWakerVTable`: the waker stays, as this isn't dropped.
        T::woken(&ManuallyDrop::new(unsafe { Self::of_waker(data) }));
    }

    unsafe fn drop_waker(data: *const ()) {
        // SAFETY: the contract of `RawWakerVTable`: the waker is used up.
        drop(unsafe { Self::of_waker(data) });
    }
}

#[cfg(all(test, valuetask_loom))]
mod models;
