//! The pool that machines are kept in.
//!
//! A machine, the state machine of a body, needs memory that stays where it is. The pool keeps that memory, in seven
//! classes of slots from 64 to 4,096 bytes: a thread takes from and returns to its own free slots, without a lock or
//! an atomic. A task that is finished on another thread leaves its slot there; threads even out through a shared
//! stash, many slots at a time, so a thread that only makes tasks and one that only finishes them also stop
//! allocating.
//!
//! A machine of more than 4,096 bytes takes a block: a power of two, up to 1 MiB. A thread keeps some of those, too, for its own
//! use. A machine of more than 1 MiB, or aligned to more than 16, is stored by the global allocator.
//!
//! What a thread and the stash keep is bounded by [`Retention`]; everything a thread keeps is freed when it ends. The pool never
//! waits for another thread, so it may be used in the child of a fork, whatever the parent's threads were doing.
//!
//! Compiled with `--cfg valuetask_no_pool`, every machine has an allocation of its own, so that a sanitizer sees each use
//! after it was freed. With debug assertions returned memory is overwritten.
//!
//! A global allocator must not make value tasks itself: the pool allocates.

#[cfg(feature = "std")]
mod blocks;
#[cfg(feature = "std")]
mod class;
#[cfg(feature = "std")]
mod local;
#[cfg(feature = "std")]
mod magazine;
mod memory;
#[cfg(all(test, valuetask_loom, feature = "std"))]
mod models;
#[cfg(feature = "std")]
mod settings;
#[cfg(feature = "std")]
mod shelves;
#[cfg(feature = "std")]
mod stash;

use core::alloc::Layout;
use core::ptr::NonNull;

#[cfg(feature = "std")]
use class::Class;
#[cfg(all(test, valuetask_loom))]
pub(crate) use memory::live;

/// Every machine has an allocation of its own.
#[cfg(feature = "std")]
const NO_POOL: bool = cfg!(any(valuetask_no_pool, valuetask_loom));

/// Takes memory for a machine of this layout; the layout must have a size.
///
/// Never unwinds, and the compiler knows: between making a machine and storing it nothing can go wrong.
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
    // SAFETY: the same, and `take` had it from the global allocator with the same layout.
    unsafe { memory::free(memory, layout) }
}

/// What returned memory is filled with under debug assertions.
#[cfg(feature = "std")]
const POISON: u8 = 0xDB;

/// A bound on the bytes of free memory that the pool may keep.
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
    /// Bytes of slots that each thread may keep, shared alike by the seven classes. A class whose share is less than two
    /// slots is not kept at all.
    ///
    /// Blocks, which are larger than any slot, come on top: four times as many bytes, shared by all sizes as they come. By
    /// default that is one block of 256 KiB, or two of 128 KiB, and so on; a larger one is not kept.
    pub thread: usize,
    /// Bytes of slots that all threads together may keep in the shared stash, shared alike by the seven classes. More than
    /// 32 times `thread` is not made use of.
    pub shared: usize,
}

#[cfg(feature = "std")]
impl Retention {
    /// 64 KiB of slots and so 256 KiB of blocks a thread, 1.75 MiB in the stash: 256 KiB of each class.
    pub const DEFAULT: Self = Self { thread: 64 * 1024, shared: 7 * 256 * 1024 };
}

/// The contents of the pool at one moment.
#[cfg(feature = "std")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Free slots kept by the calling thread.
    pub thread_slots: usize,
    /// Bytes of the free slots kept by the calling thread.
    pub thread_bytes: usize,
    /// Free blocks kept by the calling thread.
    pub thread_blocks: usize,
    /// Bytes of the free blocks kept by the calling thread.
    pub thread_block_bytes: usize,
    /// Free slots in the shared stash, and those that a thread is just putting there or taking out.
    pub shared_slots: usize,
    /// Bytes of the free slots in the shared stash.
    pub shared_bytes: usize,
    /// Slots and blocks that came from the global allocator since the process started, on all threads. Stands still in steady
    /// state.
    pub allocations: usize,
}

/// Counts what the pool holds now.
///
/// Never waits. In the child of a fork, slots that another thread of the parent was just moving still count as shared.
///
/// # Allocation
///
/// None.
#[cfg(feature = "std")]
#[must_use]
pub fn stats() -> Stats {
    let [(thread_slots, thread_bytes), (thread_blocks, thread_block_bytes)] = local::retained();
    let (shared_slots, shared_bytes) = stash::shared().retained();
    Stats {
        thread_slots,
        thread_bytes,
        thread_blocks,
        thread_block_bytes,
        shared_slots,
        shared_bytes,
        allocations: local::allocations(),
    }
}

/// Gives the free memory of the calling thread and of the shared stash back to the global allocator.
///
/// Other threads keep theirs until they call this themselves or end. Tasks that are pending are not touched. Never waits:
/// slots that another thread is just putting into the stash may stay there.
#[cfg(feature = "std")]
pub fn trim() {
    local::empty();
    stash::shared().empty();
}

/// Sets how much the pool may keep, for the whole process.
///
/// Frees what the calling thread and the stash keep; the new bounds hold for both from the moment this returns. They hold for
/// any other thread from the next time that it takes memory and has none at hand, or returns some and has no room: then it,
/// too, frees what it kept. Until then it keeps what it had, by the bounds that it last took over.
///
/// Never waits. Of two threads that call this at once, one sets a field last, and that may be another one for each field.
#[cfg(feature = "std")]
pub fn set_retention(retention: Retention) {
    stash::shared().set(retention);
    local::adopt();
}
