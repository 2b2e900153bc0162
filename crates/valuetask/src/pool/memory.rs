//! The global allocator, the origin of all memory of the pool.
//!
//! No function here unwinds, so that a machine can be built in its slot. If taking the slot could unwind, the compiler
//! would build the machine elsewhere and move it.

use alloc::alloc::{alloc, dealloc, handle_alloc_error};
use core::alloc::Layout;
use core::ptr::NonNull;

/// Takes memory from the global allocator.
///
/// Never returns null: a failed allocation calls [`handle_alloc_error`].
#[inline(always)]
pub(super) fn allocate(layout: Layout) -> NonNull<u8> {
    debug_assert!(layout.size() > 0, "a machine has a header");
    #[cfg(valuetask_loom)]
    super::live::add(1);
    // SAFETY: no layout here is empty: a class has at least `SMALLEST` bytes, a machine at least its header.
    let memory = unsafe { alloc(layout) };
    match NonNull::new(memory) {
        Some(memory) => memory,
        None => refused(layout.size(), layout.align()),
    }
}

/// Calls [`handle_alloc_error`]. A hook of it that panics aborts, because of `extern "C"`.
#[cold]
#[inline(never)]
extern "C" fn refused(size: usize, align: usize) -> ! {
    match Layout::from_size_align(size, align) {
        Ok(layout) => handle_alloc_error(layout),
        Err(_) => unreachable!("they are those of a layout"),
    }
}

/// Returns memory to the global allocator.
///
/// # Safety
///
/// The memory belongs to the caller, and came from [`allocate`] with this layout.
#[inline(always)]
pub(super) unsafe fn free(memory: NonNull<u8>, layout: Layout) {
    #[cfg(valuetask_loom)]
    super::live::add(-1);
    // SAFETY: the contract of `free`.
    unsafe { dealloc(memory.as_ptr(), layout) };
}
