//! A global allocator that checks the layout of all memory, and counts the bytes of all threads.
//!
//! Memory that is freed with another layout, or twice, ends the process. Under Miri, which checks that itself and
//! refuses accesses beside a pointer's object, it only counts. A binary that compares the live bytes has one test, as
//! the harness allocates, too, when a test begins or ends.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::Write;
use std::process::abort;
use std::ptr;
use std::sync::atomic::{AtomicIsize, Ordering::SeqCst};

pub(crate) struct Ledger;

static LIVE: AtomicIsize = AtomicIsize::new(0);

/// The entry right before the returned memory.
type Entry = [usize; 2];

const ENTRIES: bool = !cfg!(miri);

/// Returns the layout with an entry, and the offset of the memory in it.
fn with_entry(layout: Layout) -> (Layout, usize) {
    if ENTRIES { Layout::new::<Entry>().extend(layout).expect("the layout fits") } else { (layout, 0) }
}

fn entry(layout: Layout) -> Entry {
    [layout.size(), layout.align()]
}

/// The bytes that are allocated and not freed.
pub(crate) fn live_bytes() -> isize {
    LIVE.load(SeqCst)
}

// SAFETY: returns the system's memory behind the entry, which is aligned and large enough by `Layout::extend`.
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
        // SAFETY: in bounds of the allocation.
        let memory = unsafe { start.add(offset) };
        // SAFETY: in bounds of the allocation: the entry is before the memory.
        let place = unsafe { memory.sub(size_of::<Entry>()) };
        // SAFETY: in bounds, not shared, and aligned: an entry's size is a multiple of its alignment.
        unsafe { place.cast::<Entry>().write(entry(layout)) };
        memory
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size() as isize, SeqCst);
        if !ENTRIES {
            // SAFETY: the contract of `dealloc`.
            return unsafe { System.dealloc(memory, layout) };
        }
        // SAFETY: `alloc` returned the memory, by the contract of `dealloc`.
        let place = unsafe { memory.sub(size_of::<Entry>()) };
        // SAFETY: in bounds of that allocation.
        let known = unsafe { place.cast::<Entry>().replace([0; 2]) };
        if known != entry(layout) {
            let _ = writeln!(std::io::stderr(), "allocated as {known:?}, freed as {layout:?}");
            abort();
        }
        let (whole, offset) = with_entry(layout);
        // SAFETY: `alloc` added this offset.
        let start = unsafe { memory.sub(offset) };
        // SAFETY: the layout of the allocation.
        unsafe { System.dealloc(start, whole) };
    }
}
