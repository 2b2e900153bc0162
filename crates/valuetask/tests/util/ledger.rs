//! A global allocator that knows the layout of everything it has handed out, and how much that is, over all threads.
//!
//! What is freed with another layout than it was allocated with, or twice, ends the process. Under Miri, which sees to that itself
//! and objects to looking beside what a pointer is for, it only counts. A binary that compares what is
//! alive has one test, as the harness allocates, too, when a test begins or ends.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::Write;
use std::process::abort;
use std::ptr;
use std::sync::atomic::{AtomicIsize, Ordering::SeqCst};

pub(crate) struct Ledger;

static LIVE: AtomicIsize = AtomicIsize::new(0);

/// Lies right before the memory that is handed out.
type Entry = [usize; 2];

const ENTRIES: bool = !cfg!(miri);

/// What is asked of the system for memory of this layout, and where in it that memory begins.
fn with_entry(layout: Layout) -> (Layout, usize) {
    if ENTRIES { Layout::new::<Entry>().extend(layout).expect("the layout fits") } else { (layout, 0) }
}

fn entry(layout: Layout) -> Entry {
    [layout.size(), layout.align()]
}

/// Bytes that are allocated and not freed.
pub(crate) fn live_bytes() -> isize {
    LIVE.load(SeqCst)
}

// SAFETY: hands out the system's memory from where the entry before it ends, which is aligned and large enough by
// `Layout::extend`.
unsafe impl GlobalAlloc for Ledger {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let (whole, offset) = with_entry(layout);
        // SAFETY: not empty, as there is an entry.
        let start = unsafe { System.alloc(whole) };
        if start.is_null() {
            return ptr::null_mut();
        }
        LIVE.fetch_add(layout.size() as isize, SeqCst);
        if !ENTRIES {
            return start;
        }
        // SAFETY: in bounds of the whole.
        let memory = unsafe { start.add(offset) };
        // SAFETY: an entry's size before it, in bounds, too.
        let place = unsafe { memory.sub(size_of::<Entry>()) };
        // SAFETY: in bounds, not shared, and aligned: an entry's size is a multiple of its alignment.
        unsafe { place.cast::<Entry>().write(entry(layout)) };
        memory
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size() as isize, SeqCst);
        if !ENTRIES {
            // SAFETY: the caller's promise.
            return unsafe { System.dealloc(memory, layout) };
        }
        // SAFETY: the memory was handed out by `alloc`, by the caller's promise.
        let place = unsafe { memory.sub(size_of::<Entry>()) };
        // SAFETY: as above.
        let known = unsafe { place.cast::<Entry>().replace([0; 2]) };
        if known != entry(layout) {
            let _ = writeln!(std::io::stderr(), "allocated as {known:?}, freed as {layout:?}");
            abort();
        }
        let (whole, offset) = with_entry(layout);
        // SAFETY: `alloc` added as much.
        let start = unsafe { memory.sub(offset) };
        // SAFETY: the layout is the one it was allocated with.
        unsafe { System.dealloc(start, whole) };
    }
}
