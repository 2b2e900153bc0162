//! [`Row`]: values in a row, in memory of the pool that grows.

use core::alloc::Layout;
use core::mem;
use core::ops::{Deref, DerefMut};
use core::ptr::{self, NonNull};
use core::slice;

use crate::panics::Panics;
use valuetask::__runtime::{give, take};

/// Values in a row. Without any it has no memory.
///
/// Invariant: if `capacity` isn't zero, `start` is that of memory from [`take`] for as many values, of which the first `len` are written.
pub(crate) struct Row<T> {
    start: NonNull<T>,
    len: u32,
    capacity: u32,
}

// SAFETY: it owns its values.
unsafe impl<T: Send> Send for Row<T> {}
// SAFETY: shared, it lends its values.
unsafe impl<T: Sync> Sync for Row<T> {}

/// The values for which the first memory has room.
const FEWEST: u32 = 4;

impl<T> Row<T> {
    const FIRST: Layout = Layout::new::<[T; FEWEST as usize]>();

    #[inline]
    pub(crate) const fn new() -> Self {
        Self { start: NonNull::dangling(), len: 0, capacity: 0 }
    }

    /// The address of a place, in the memory or not.
    #[inline(always)]
    fn place(&self, index: u32) -> *mut T {
        self.start.as_ptr().wrapping_add(index as usize)
    }

    /// Puts a value behind the others.
    pub(crate) fn push(&mut self, value: T) {
        if self.len == self.capacity {
            self.grow();
        }
        // SAFETY: in the memory, by the invariant.
        unsafe { self.place(self.len).write(value) };
        self.len += 1;
    }

    /// Takes the last value out.
    pub(crate) fn pop(&mut self) -> Option<T> {
        self.len = self.len.checked_sub(1)?;
        // SAFETY: the invariant of `Row`: it was written, and no longer counts.
        Some(unsafe { self.place(self.len).read() })
    }

    /// Takes all values out, and passes them on, in their order. If `work` panics, the others leak.
    #[inline]
    pub(crate) fn each(&mut self, mut work: impl FnMut(T)) {
        for index in 0..mem::take(&mut self.len) {
            // SAFETY: the invariant of `Row`: it was written, and no longer counts.
            work(unsafe { self.place(index).read() });
        }
    }

    #[inline]
    fn grow(&mut self) {
        if self.capacity == 0 {
            (self.start, self.capacity) = (take(Self::FIRST).cast(), FEWEST);
        } else {
            self.move_to_more();
        }
    }

    #[inline(never)]
    fn move_to_more(&mut self) {
        let capacity = self.capacity.checked_mul(4).expect("memory for 2^32 values");
        let start = take(Self::layout(capacity)).cast::<T>();
        // SAFETY: the values are in the memory, by the invariant, and there is room for more of them in the new one.
        unsafe { ptr::copy_nonoverlapping(self.start.as_ptr(), start.as_ptr(), self.len as usize) };
        // SAFETY: the invariant of `Row`; the values have moved.
        unsafe { give(self.start.cast(), Self::layout(self.capacity)) };
        (self.start, self.capacity) = (start, capacity);
    }

    fn layout(capacity: u32) -> Layout {
        Layout::array::<T>(capacity as usize).expect("less than the memory")
    }
}

impl<T> Deref for Row<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        // SAFETY: the invariant of `Row`.
        unsafe { slice::from_raw_parts(self.start.as_ptr(), self.len as usize) }
    }
}

impl<T> DerefMut for Row<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: the invariant of `Row`.
        unsafe { slice::from_raw_parts_mut(self.start.as_ptr(), self.len as usize) }
    }
}

impl<T> Drop for Row<T> {
    #[inline(always)]
    fn drop(&mut self) {
        if self.capacity > 0 {
            self.free();
        }
    }
}

impl<T> Row<T> {
    /// Drops the values, and frees the memory. It isn't used again.
    #[inline(never)]
    fn free(&mut self) {
        let mut panics = Panics::default();
        self.each(|value| panics.catch(|| drop(value)));
        // The usual one is a constant.
        let layout = if self.capacity == FEWEST { Self::FIRST } else { Self::layout(self.capacity) };
        // SAFETY: the invariant of `Row`, whose values are gone.
        unsafe { give(self.start.cast(), layout) };
        panics.resume();
    }
}
