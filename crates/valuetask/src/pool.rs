//! The pool of memory that pending tasks are stored in.
//!
//! A pending task stores the state machine of its body in memory that doesn't move. The pool reuses that memory, in
//! seven classes of slots from 64 to 4,096 bytes. A thread takes from and returns to its own free slots, without a lock
//! or an atomic. A task that completes on another thread leaves its slot there. Threads exchange many slots at a time
//! through a shared stash. So a thread that only makes tasks stops allocating, too, if another one completes them.
//!
//! A machine is the future and a header of one word. One of more than 4,096 bytes takes a block: a power of two, up to
//! 1 MiB. Each thread keeps some blocks for its own use, by default none of more than 256 KiB. A machine of more than
//! 1 MiB, or aligned to more than 16, is stored by the global allocator.
//!
//! [`Retention`] bounds the memory that threads and the stash keep. A thread's memory is freed when the thread ends.
//! The pool never waits for another thread. So a forked child may use it, at any point of the parent's threads.
//!
//! With `--cfg valuetask_no_pool`, every machine has an allocation of its own, so that a sanitizer sees each use after
//! free. With debug assertions, returned memory is overwritten.
//!
//! A global allocator must not make value tasks: the pool allocates.

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

/// `true` if every machine has an allocation of its own.
#[cfg(feature = "std")]
const NO_POOL: bool = cfg!(any(valuetask_no_pool, valuetask_loom));

/// Takes memory for a machine of this layout, whose size isn't 0.
///
/// Never unwinds, and the compiler knows: no code between making a machine and storing it can fail.
#[inline(always)]
pub(crate) fn take(layout: Layout) -> NonNull<u8> {
    #[cfg(feature = "std")]
    if !NO_POOL && let Some(class) = Class::of(layout) {
        return local::take(class);
    }
    memory::allocate(layout)
}

/// Returns memory.
///
/// # Safety
///
/// The memory belongs to the caller, holds nothing, and came from [`take`] with this layout, on any thread.
#[inline(always)]
pub(crate) unsafe fn give(memory: NonNull<u8>, layout: Layout) {
    #[cfg(feature = "std")]
    if !NO_POOL && let Some(class) = Class::of(layout) {
        if cfg!(debug_assertions) {
            // SAFETY: the caller gives up memory of `layout`.
            unsafe { memory.write_bytes(POISON, layout.size()) };
        }
        // SAFETY: the caller gives up memory from `take`, which chose this class from this layout.
        return unsafe { local::give(class, memory) };
    }
    // SAFETY: the caller gives up memory from `take`, which had it from the global allocator with this layout.
    unsafe { memory::free(memory, layout) }
}

/// The byte that fills returned memory under debug assertions.
#[cfg(feature = "std")]
const POISON: u8 = 0xDB;

/// The bounds of the free memory that the pool keeps.
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
    /// Bytes of slots that each thread may keep, in equal shares for the seven classes.
    ///
    /// A class whose share is less than two slots keeps none. Blocks come on top: four times as many bytes, shared by
    /// all sizes. By default that is one block of 256 KiB, or two of 128 KiB, and so on. A larger block isn't kept.
    pub thread: usize,
    /// Bytes of slots that the shared stash may keep, in equal shares for the seven classes.
    ///
    /// At most 32 times `thread` is used.
    pub shared: usize,
}

#[cfg(feature = "std")]
impl Retention {
    /// 64 KiB of slots and 256 KiB of blocks for each thread, and 1.75 MiB in the stash.
    ///
    /// The stash may keep 256 KiB of each class.
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
    /// Free slots in the shared stash, with those that a thread is moving there or from there.
    pub shared_slots: usize,
    /// Bytes of the free slots in the shared stash.
    pub shared_bytes: usize,
    /// Slots and blocks from the global allocator since the process started, on all threads.
    ///
    /// Constant in steady state.
    pub allocations: usize,
}

/// Counts the memory that the pool holds now.
///
/// Never waits. In the child of a fork, slots that another thread of the parent was moving still count as shared.
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

/// Returns the free memory of the calling thread and of the stash to the global allocator.
///
/// Other threads keep theirs until they end or call this. Pending tasks aren't affected. Never waits: slots that
/// another thread is moving into the stash may stay there.
#[cfg(feature = "std")]
pub fn trim() {
    local::empty();
    stash::shared().empty();
}

/// Sets the bounds of the pool, for the whole process.
///
/// Frees the memory that the calling thread and the stash keep. The new bounds hold for both when this returns. Any
/// other thread applies them later, and then frees its memory: when it takes memory and has none, or returns memory and
/// has no room.
///
/// Never waits. If two threads call this at once, the last value of each field holds, and the two may come from
/// different calls.
#[cfg(feature = "std")]
pub fn set_retention(retention: Retention) {
    stash::shared().set(retention);
    local::adopt();
}
