//! A global allocator that counts the allocations of each thread.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

pub(crate) struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
    static LIVE: Cell<isize> = const { Cell::new(0) };
}

// SAFETY: forwards every call to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        LIVE.set(LIVE.get() + layout.size() as isize);
        // SAFETY: the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        LIVE.set(LIVE.get() - layout.size() as isize);
        // SAFETY: the contract of `dealloc`.
        unsafe { System.dealloc(memory, layout) }
    }
}

/// Returns the number of allocations of `work` on this thread.
pub(crate) fn allocations(work: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.get();
    work();
    ALLOCATIONS.get() - before
}

/// Returns the bytes that `work` has allocated on this thread and not freed.
pub(crate) fn bytes_kept(work: impl FnOnce()) -> isize {
    let before = LIVE.get();
    work();
    LIVE.get() - before
}

/// The number of rounds, each of which allocates as much as the others.
pub(crate) const ROUNDS: usize = if cfg!(miri) { 3 } else { 1000 };

/// Returns the allocations of one of many rounds, once the pool is filled.
pub(crate) fn in_steady_state(round: impl Fn()) -> usize {
    round();
    let count = allocations(|| (0..ROUNDS).for_each(|_| round()));
    assert_eq!(count % ROUNDS, 0, "{count} allocations in {ROUNDS} rounds");
    count / ROUNDS
}
