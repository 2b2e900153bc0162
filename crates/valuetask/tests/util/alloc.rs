//! A global allocator that counts, for each thread, what it is asked for.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

pub(crate) struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
    static LIVE: Cell<isize> = const { Cell::new(0) };
}

// SAFETY: hands everything on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        LIVE.set(LIVE.get() + layout.size() as isize);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        LIVE.set(LIVE.get() - layout.size() as isize);
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(memory, layout) }
    }
}

/// How many allocations `work` makes on this thread.
pub(crate) fn allocations(work: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.get();
    work();
    ALLOCATIONS.get() - before
}

/// Bytes that this thread has allocated and not freed after `work`, beyond those before it.
pub(crate) fn bytes_kept(work: impl FnOnce()) -> isize {
    let before = LIVE.get();
    work();
    LIVE.get() - before
}

/// How often something is done of which each time is to allocate as much.
pub(crate) const ROUNDS: usize = if cfg!(miri) { 3 } else { 1000 };

/// Allocations of each of many rounds, once the pool has what it takes.
pub(crate) fn in_steady_state(round: impl Fn()) -> usize {
    round();
    let count = allocations(|| (0..ROUNDS).for_each(|_| round()));
    assert_eq!(count % ROUNDS, 0, "{count} allocations in {ROUNDS} rounds");
    count / ROUNDS
}
