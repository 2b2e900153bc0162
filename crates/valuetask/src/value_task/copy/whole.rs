//! The copies on targets and builds without chunks: the compiler's.

/// Returns `true` if a `V` is copied in chunks: here, for no type.
pub(in super::super) const fn in_chunks<V>() -> bool {
    let _ = size_of::<V>();
    false
}

/// Copies a `V`, as `from.read()` does.
///
/// # Safety
///
/// As for [`read`](core::ptr::read).
pub(in super::super) unsafe fn read<V>(from: *const V) -> V {
    // SAFETY: the contract of `read`.
    unsafe { from.read() }
}
