//! The pool's bounds, for all threads, and its one process-wide counter.

use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use super::Retention;
use super::class::{CLASSES, Class};

// ORDERING: Relaxed throughout. Each is a number on its own: nothing else is read or written on the strength of it.
static THREAD: AtomicUsize = AtomicUsize::new(Retention::DEFAULT.thread);
static SHARED: AtomicUsize = AtomicUsize::new(Retention::DEFAULT.shared);
static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

pub(super) fn set(retention: Retention) {
    THREAD.store(retention.thread, Relaxed);
    SHARED.store(retention.shared, Relaxed);
}

/// Slots in one magazine: a thread keeps two of each class, and all classes share its bytes alike.
pub(super) fn magazine_capacity(class: Class) -> usize {
    THREAD.load(Relaxed) / (CLASSES * 2 * class.size())
}

/// Bytes that the stash may keep of one class: all classes share its bytes alike.
pub(super) fn shared_bytes_a_class() -> usize {
    SHARED.load(Relaxed) / CLASSES
}

/// A slot came from the global allocator.
pub(super) fn count_allocation() {
    ALLOCATIONS.fetch_add(1, Relaxed);
}

pub(super) fn allocations() -> usize {
    ALLOCATIONS.load(Relaxed)
}
