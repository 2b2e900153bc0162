//! The global allocator: the system's, counting what each thread asks of it.
//!
//! The counters are two plain thread-local words, added to on every allocation: no atomics, nothing shared. They always
//! count, in timed passes too, so that timed and counted passes run the same code.
#![allow(unsafe_code, reason = "a global allocator is an unsafe trait")]

use core::cell::Cell;
use core::ops::{AddAssign, Sub};
use std::alloc::{GlobalAlloc, Layout, System};

#[global_allocator]
static COUNTING: Counting = Counting;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
    static BYTES: Cell<u64> = const { Cell::new(0) };
}

/// What was allocated: by a thread so far, or between two readings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Heap {
    /// Calls that asked for memory. A reallocation counts as one.
    pub(crate) allocations: u64,
    /// Bytes asked for. A reallocation counts with its new size.
    pub(crate) bytes: u64,
}

impl Heap {
    /// Everything the calling thread has allocated so far.
    #[inline]
    pub(crate) fn of_this_thread() -> Self {
        Self { allocations: ALLOCATIONS.get(), bytes: BYTES.get() }
    }
}

impl Sub for Heap {
    type Output = Self;

    fn sub(self, earlier: Self) -> Self {
        Self { allocations: self.allocations - earlier.allocations, bytes: self.bytes - earlier.bytes }
    }
}

impl AddAssign for Heap {
    fn add_assign(&mut self, other: Self) {
        self.allocations += other.allocations;
        self.bytes += other.bytes;
    }
}

struct Counting;

#[inline]
fn count(bytes: usize) {
    // Const-initialised and without a destructor: reachable at any time in a thread's life, and never allocating
    // itself.
    ALLOCATIONS.set(ALLOCATIONS.get() + 1);
    BYTES.set(BYTES.get() + bytes as u64);
}

// SAFETY: every call is handed to `System` unchanged; counting touches no memory of the heap and can't unwind.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller keeps the contract of `alloc`, which is the same there.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller keeps the contract of `alloc_zeroed`, which is the same there.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        count(new_size);
        // SAFETY: the block came from `System`, since every block of this allocator does.
        unsafe { System.realloc(block, layout, new_size) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the block came from `System`, since every block of this allocator does.
        unsafe { System.dealloc(block, layout) }
    }
}

#[cfg(test)]
mod tests {
    use super::Heap;

    #[test]
    fn a_box_counts_as_one_allocation_of_its_size() {
        let before = Heap::of_this_thread();
        let boxed = std::hint::black_box(Box::new([0_u8; 40]));
        let spent = Heap::of_this_thread() - before;
        drop(boxed);
        assert_eq!(spent, Heap { allocations: 1, bytes: 40 });
    }
}
