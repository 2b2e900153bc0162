//! The hidden interface: what the rooms of sources and tasks need of the library beyond its public interface.
//!
//! Not public API. Each item's contract is in its first line.

use core::alloc::Layout;
use core::ptr::NonNull;

use crate::{LocalValueTask, PooledFuture, ValueTask, pool};

/// The count of what is alive in a model, which the pool adds its memory to.
#[cfg(valuetask_loom)]
pub use crate::pool::live;
/// An await asks types with this implementation first, and polls them only if they aren't ready.
pub use crate::private::Ask;
/// The first field of an operation, made by `Header::of` its type, which is only read through a pointer to the whole operation.
pub use crate::value_task::Header;
/// The owner of a pinned value that begins with a header: an unsafe trait, whose contract is there.
pub use crate::value_task::RawOwner;
/// Moves a value out of memory that its caller doesn't read again: unsafe, as `ptr::read` is.
pub use crate::value_task::move_out;
/// An odd address, which no header and no other aligned value has.
pub use crate::value_task::nowhere;

/// Takes memory of this layout from the pool. Panics if the layout is empty, and never unwinds otherwise.
#[inline(always)]
#[must_use]
pub fn take(layout: Layout) -> NonNull<u8> {
    assert!(layout.size() > 0, "memory from the pool isn't empty");
    pool::take(layout)
}

/// Returns memory to the pool, on any thread.
///
/// # Safety
///
/// The memory belongs to the caller, holds nothing, and came from [`take`] with this layout.
#[inline(always)]
pub unsafe fn give(memory: NonNull<u8>, layout: Layout) {
    // SAFETY: the contract of `give`.
    unsafe { pool::give(memory, layout) }
}

/// Creates a pending task over an operation, which may be sent if the task is.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn from_owner<'a, O: RawOwner + Send + 'a>(owner: O) -> ValueTask<'a, O::Output> {
    ValueTask::from_owner(owner)
}

/// Creates a pending task over an operation that stays on its thread.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn from_local_owner<'a, O: RawOwner + 'a>(owner: O) -> LocalValueTask<'a, O::Output> {
    LocalValueTask::from_owner(owner)
}

/// Creates a task over an operation, and polls it once in this call, under a waker that does nothing.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn start_owner<'a, O: RawOwner + Send + 'a>(owner: O) -> ValueTask<'a, O::Output> {
    ValueTask::start_owner(owner)
}

/// Takes the future out of a pending task, whose value needn't be `Send`. Panics if the value is ready.
#[inline]
pub fn suspended<'a, T>(task: ValueTask<'a, T>) -> PooledFuture<'a, T> {
    task.suspended()
}
