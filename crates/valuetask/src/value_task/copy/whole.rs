//! The copies where nothing is copied in chunks: the compiler's.

/// Whether a `V` is copied in chunks: none is.
pub(in super::super) const fn in_chunks<V>() -> bool {
    let _ = size_of::<V>();
    false
}

/// As `from.read()`.
///
/// # Safety
///
/// As for [`read`](core::ptr::read).
pub(in super::super) unsafe fn read<V>(from: *const V) -> V {
    // SAFETY: the caller's promise.
    unsafe { from.read() }
}
