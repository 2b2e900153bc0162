//! The pool of memory that pending tasks are stored in.
//!
//! A pending task stores the state machine of its body in memory that doesn't move. The pool reuses that memory, in
//! slots of 208 sizes up to 1 MiB. A thread takes from and returns to its own free slots, without a lock or an atomic. A
//! task that completes on another thread leaves its slot there. Threads exchange slots, many at a time if they are
//! small, through a shared depot. So a thread that only makes tasks stops allocating, too, if another one completes them.
//!
//! A machine is the future and a header of one word. Its slot has at most a sixteenth more, or 16 bytes. A machine of
//! more than 1 MiB, or aligned to more than 16, is stored by the global allocator.
//!
//! The pool keeps the slots that a program uses. Those that weren't used for an interval of time, a second by default,
//! are freed in the next, up to 64 at each exchange with the depot. [`Retention`] bounds what is kept. Where the depot is
//! full, a returned slot is freed. A thread that exchanges nothing with the depot frees nothing: call [`decay`] on a
//! timer, or when threads are idle. A thread that ends hands its slots to the depot.
//!
//! The pool never waits for another thread. So a forked child may use it, at any point of the parent's threads.
//!
//! With `--cfg valuetask_no_pool`, every machine has an allocation of its own, so that a sanitizer sees each use after
//! free. With debug assertions, returned memory is overwritten.
//!
//! A global allocator must not make value tasks: the pool allocates.

#[cfg(feature = "std")]
mod class;
#[cfg(feature = "std")]
mod depot;
#[cfg(feature = "std")]
mod interval;
#[cfg(valuetask_loom)]
#[doc(hidden)]
pub mod live;
#[cfg(feature = "std")]
mod local;
#[cfg(feature = "std")]
mod magazine;
mod memory;
#[cfg(all(test, valuetask_loom, feature = "std"))]
mod models;
#[cfg(feature = "std")]
mod population;
#[cfg(feature = "std")]
mod settings;
#[cfg(feature = "std")]
mod sharded_counter;
#[cfg(feature = "std")]
mod stacks;
#[cfg(feature = "std")]
mod surplus;
#[cfg(all(test, not(any(valuetask_loom, valuetask_no_pool)), feature = "std"))]
mod tests;
#[cfg(feature = "std")]
mod thread_cache;

use core::alloc::Layout;
use core::ptr::NonNull;
#[cfg(feature = "std")]
use core::time::Duration;

#[cfg(feature = "std")]
use class::Class;

/// `true` if every machine has an allocation of its own.
#[cfg(feature = "std")]
const NO_POOL: bool = cfg!(any(valuetask_no_pool, valuetask_loom));

/// Takes memory for a machine of this layout, whose size isn't 0.
///
/// Never unwinds, and the compiler knows: no code between making a machine and storing it can fail.
#[cfg_attr(not(debug_assertions), inline(always))]
#[cfg_attr(debug_assertions, inline(never))]
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
#[cfg_attr(not(debug_assertions), inline(always))]
#[cfg_attr(debug_assertions, inline(never))]
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
/// pool::set_retention(Retention { shared: 64 * 1024 * 1024, ..Retention::DEFAULT });
/// # pool::set_retention(Retention::DEFAULT);
/// ```
#[cfg(feature = "std")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Bytes of slots that each thread may keep.
    ///
    /// Each class of slots that a thread uses takes a share: two slots, and up to 8 KiB as it needs them. A class for
    /// which no share is left, one whose slots have more than 32 KiB, and one of which two slots would exceed the bound
    /// exchange slots with the depot one by one. From time to time, the shares begin anew.
    ///
    /// 0 turns the pool off: every machine has an allocation of its own.
    pub thread: usize,
    /// Bytes of slots that the shared depot may keep.
    ///
    /// At no time does it keep more. Beyond that, slots are freed, and [`Stats::refused`] counts them. 0 turns the depot
    /// off: nothing is counted then.
    pub shared: usize,
    /// The time for which the depot keeps slots that aren't used.
    ///
    /// The fewest slots that it had in an interval are freed in the next one. Calls that come in waves allocate nothing
    /// if this is longer than the time between two waves. Rounded down to milliseconds.
    pub interval: Duration,
}

#[cfg(feature = "std")]
impl Retention {
    /// 128 KiB for each thread, 16 MiB in the depot, and a second.
    ///
    /// 16 MiB are the slots of 100,000 suspended calls of 150 bytes. That is an eighth of the memory of a small
    /// container. A program that makes more calls in waves raises it.
    pub const DEFAULT: Self = Self { thread: 128 * 1024, shared: 16 * 1024 * 1024, interval: Duration::from_secs(1) };
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
    /// Free slots in the shared depot, with those that a thread is moving there or from there.
    pub shared_slots: usize,
    /// Bytes of the free slots in the shared depot.
    pub shared_bytes: usize,
    /// Slots from the global allocator since the process started, on all threads.
    ///
    /// Constant in steady state, if no two threads exchange slots of one size at the same moment. A thread that finds none
    /// then allocates one, and the next that the depot gets is freed.
    pub allocations: usize,
    /// Slots that were freed because the depot was full, since the process started, on all threads.
    ///
    /// If this grows, the working set of the program exceeds [`Retention::shared`], or its calls have become of another
    /// size: slots that aren't used any more leave after two intervals.
    pub refused: usize,
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
    let (thread_slots, thread_bytes) = local::retained();
    let depot = depot::shared();
    let (shared_slots, shared_bytes) = depot.retained();
    let (allocations, refused) = (depot.allocations.sum(), depot.refused.sum());
    Stats { thread_slots, thread_bytes, shared_slots, shared_bytes, allocations, refused }
}

/// Frees the slots of the depot that weren't used for an interval of [`Retention::interval`].
///
/// Threads do this as they exchange slots with the depot. A program that is idle after a burst of calls, or makes one
/// call at a time, exchanges nothing: there, call this on a timer, once an interval. The second call after a burst frees
/// what it has left in the depot: up to 16 MiB, by default. A call within the same interval frees what is left of the
/// last.
///
/// Each thread's own slots stay: up to 128 KiB, by default. Call [`trim`] on that thread to free these.
///
/// Never waits. Takes the time of freeing all that is surplus.
///
/// ```no_run
/// let decay = || loop {
///     std::thread::sleep(valuetask::pool::Retention::DEFAULT.interval);
///     valuetask::pool::decay();
/// };
/// std::thread::spawn(decay);
/// ```
#[cfg(feature = "std")]
pub fn decay() {
    let depot = depot::shared();
    depot.look();
    depot.free_all_surplus();
}

/// Returns the free memory of the calling thread and of the depot to the global allocator.
///
/// Other threads keep theirs until they end or call this. Pending tasks aren't affected. Never waits: slots that
/// another thread is moving into the depot or out of it may stay there, up to all of one size.
#[cfg(feature = "std")]
pub fn trim() {
    local::empty();
    depot::shared().empty();
}

/// Sets the bounds of the pool, for the whole process.
///
/// Frees the memory that the calling thread and the depot keep. The new bounds hold for both when this returns, but for
/// slots that another thread is just moving into the depot or out of it: these follow when it has done so. Any other
/// thread applies them later, and then frees its memory: when it takes memory and has none, or returns memory and
/// has no room.
///
/// Never waits. If two threads call this at once, the last value of each field holds, and the two may come from
/// different calls.
#[cfg(feature = "std")]
pub fn set_retention(retention: Retention) {
    depot::shared().set(retention);
    local::adopt();
}
