//! The pool that pending tasks are stored in.
//!
//! A state machine that suspends needs memory that stays where it is. The pool keeps that memory, in seven classes of
//! slots from 64 to 4,096 bytes: a thread takes from and returns to its own free slots, without a lock or an atomic. A task
//! that is finished on another thread leaves its slot there; threads even out through a shared stash, many slots at a time,
//! so a thread that only makes tasks and one that only finishes them also stop allocating.
//!
//! What a thread and the stash keep is bounded by [`Retention`]; everything a thread keeps is freed when it ends. A machine
//! of more than 4,096 bytes, or aligned to more than 16, is stored by the global allocator.
//!
//! Compiled with `--cfg valuetask_no_pool`, or under Miri, every machine has an allocation of its own, so that a sanitizer
//! sees each use after it was freed. With debug assertions a returned slot is overwritten.
//!
//! A global allocator must not make value tasks itself: the pool allocates.

#[cfg(feature = "std")]
mod class;
#[cfg(feature = "std")]
mod local;
#[cfg(feature = "std")]
mod magazine;
mod memory;
#[cfg(feature = "std")]
mod settings;
#[cfg(feature = "std")]
mod stash;

use core::alloc::Layout;
use core::ptr::NonNull;

#[cfg(feature = "std")]
use class::Class;

/// Every machine has an allocation of its own.
#[cfg(feature = "std")]
const NO_POOL: bool = cfg!(any(valuetask_no_pool, valuetask_loom, miri));

/// Memory for a machine of this layout; the layout must have a size.
#[inline(always)]
pub(crate) fn take(layout: Layout) -> NonNull<u8> {
    #[cfg(feature = "std")]
    if !NO_POOL && let Some(class) = Class::of(layout) {
        return local::take(class);
    }
    memory::allocate(layout)
}

/// Takes memory back.
///
/// # Safety
///
/// The memory belongs to the caller, holds nothing, and came from [`take`] with this very layout, on any thread.
#[inline(always)]
pub(crate) unsafe fn give(memory: NonNull<u8>, layout: Layout) {
    #[cfg(feature = "std")]
    if !NO_POOL && let Some(class) = Class::of(layout) {
        if cfg!(debug_assertions) {
            // SAFETY: the caller gives up memory of `layout`.
            unsafe { memory.write_bytes(POISON, layout.size()) };
        }
        // SAFETY: the same, and `take` chose the same class from the same layout.
        return unsafe { local::give(class, memory) };
    }
    // SAFETY: the same, and `take` asked the global allocator with the same layout.
    unsafe { memory::free(memory, layout) }
}

/// What a returned slot is filled with under debug assertions.
#[cfg(feature = "std")]
const POISON: u8 = 0xDB;

/// How many bytes of free slots the pool may keep.
///
/// ```
/// use valuetask::pool::{self, Retention};
///
/// pool::set_retention(Retention { thread: 16 * 1024, ..Retention::DEFAULT });
/// # pool::set_retention(Retention::DEFAULT);
/// ```
#[cfg(feature = "std")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Bytes that each thread may keep, shared alike by the seven classes. A class whose share is less than two slots is
    /// not kept at all.
    pub thread: usize,
    /// Bytes that all threads together may keep in the shared stash, shared alike by the seven classes.
    pub shared: usize,
}

#[cfg(feature = "std")]
impl Retention {
    /// 64 KiB a thread, 1 MiB in the stash.
    pub const DEFAULT: Self = Self { thread: 64 * 1024, shared: 1024 * 1024 };
}

/// What the pool holds at one moment.
#[cfg(feature = "std")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Free slots kept by the calling thread.
    pub thread_slots: usize,
    /// Their bytes.
    pub thread_bytes: usize,
    /// Free slots in the shared stash.
    pub shared_slots: usize,
    /// Their bytes.
    pub shared_bytes: usize,
    /// Slots that came from the global allocator since the process started, on all threads. Stands still in steady state.
    pub allocations: usize,
}

/// What the pool holds now.
///
/// # Allocation
///
/// None. Takes each class's lock once.
#[cfg(feature = "std")]
#[must_use]
pub fn stats() -> Stats {
    let (thread_slots, thread_bytes) = local::retained();
    let (shared_slots, shared_bytes) = stash::shared().retained();
    Stats { thread_slots, thread_bytes, shared_slots, shared_bytes, allocations: settings::allocations() }
}

/// Gives the free slots of the calling thread and of the shared stash back to the global allocator.
///
/// Other threads keep theirs until they call this themselves or end. Tasks that are pending are not touched.
#[cfg(feature = "std")]
pub fn trim() {
    local::empty();
    stash::shared().empty();
}

/// Sets how much the pool may keep, for the whole process.
///
/// Frees what the calling thread and the stash keep, and holds for them at once. Another thread that has used the pool
/// keeps to the bound it started with.
#[cfg(feature = "std")]
pub fn set_retention(retention: Retention) {
    settings::set(retention);
    trim();
    local::apply_settings();
}
