//! The global allocator, which all slots come from and go back to.

use alloc::alloc::{alloc, dealloc, handle_alloc_error};
use core::alloc::Layout;
use core::ptr::NonNull;

/// Memory straight from the global allocator.
///
/// Never returns null: a failed allocation goes to [`handle_alloc_error`].
pub(super) fn allocate(layout: Layout) -> NonNull<u8> {
    debug_assert!(layout.size() > 0, "a machine has a header");
    // SAFETY: no layout here is empty: a class has at least `SMALLEST` bytes, a machine at least its header.
    let memory = unsafe { alloc(layout) };
    NonNull::new(memory).unwrap_or_else(|| handle_alloc_error(layout))
}

/// Gives memory back to the global allocator.
///
/// # Safety
///
/// The memory belongs to the caller, and came from [`allocate`] with this very layout.
pub(super) unsafe fn free(memory: NonNull<u8>, layout: Layout) {
    // SAFETY: the caller's promise.
    unsafe { dealloc(memory.as_ptr(), layout) };
}
