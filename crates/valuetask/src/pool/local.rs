//! The thread's own part of the pool: the fast path, without a lock or an atomic.
//!
//! | thread-local | holds                                           | destructor                           |
//! |--------------|-------------------------------------------------|--------------------------------------|
//! | [`OWN`]      | the thread's [`ThreadCache`], from its first slow path on | hands their slots to the depot, and resets `NEAR` before |
//! | [`NEAR`]     | a pointer to the cache of the fast path       | none, so reading it checks nothing   |
//!
//! `NEAR` points to [`CLOSED`], which keeps nothing, before the first use of `OWN` and after its end. So the destructor
//! of any other thread-local may make or drop a task. The order of the destructors doesn't matter either. Where
//! thread-locals have keys instead of addresses, `NEAR` is freed, too, and is new when it's read again. `OWN` may be
//! made once more, and is then destroyed once more.

use alloc::boxed::Box;
use core::cell::{Cell, OnceCell};
use core::ptr::NonNull;

use super::class::Class;
use super::depot::shared;
use super::memory;
use super::thread_cache::ThreadCache;

/// A cache that keeps nothing, for all threads.
struct Closed(ThreadCache);

// SAFETY: only `near` accesses it: the fast path, `empty` and `slots` change nothing where there is no slot and no room.
unsafe impl Sync for Closed {}

static CLOSED: Closed = Closed(ThreadCache::closed());

/// It is boxed, so that a thread which keeps nothing has a word of it.
struct Own(OnceCell<Box<ThreadCache>>);

thread_local! {
    static OWN: Own = const { Own(OnceCell::new()) };
    /// Invariant: points to `CLOSED`, or to this thread's `OWN`, which is alive.
    static NEAR: Cell<*const ThreadCache> = const { Cell::new(&raw const CLOSED.0) };
}

impl Drop for Own {
    fn drop(&mut self) {
        // If `NEAR` is being freed, there is nothing to reset, and it can't be read then.
        let _ = NEAR.try_with(|near| near.set(&raw const CLOSED.0));
        if let Some(cache) = self.0.take() {
            end(cache);
        }
    }
}

/// Hands all slots of a cache to the depot.
///
/// `extern "C"`, as a destructor of a thread-local that may unwind brings std's code for the message into the program.
#[cold]
#[inline(never)]
extern "C" fn end(cache: Box<ThreadCache>) {
    cache.hand_over(shared());
}

/// Returns what `NEAR` points to.
#[inline(always)]
fn near() -> *const ThreadCache {
    NEAR.try_with(Cell::get).unwrap_or(&raw const CLOSED.0)
}

/// Runs what changes nothing of an empty cache with the one that `NEAR` points to.
fn with_near<R>(look: impl FnOnce(&ThreadCache) -> R) -> R {
    // SAFETY: the invariant of `NEAR`. What is run doesn't end the thread, so `OWN` stays alive.
    look(unsafe { &*near() })
}

/// Runs the slow path with the thread's own cache. `None` while or after it is destroyed.
fn own<R>(slow_path: impl FnOnce(&ThreadCache) -> R) -> Option<R> {
    let open = |own: &Own| {
        let cache = own.0.get_or_init(ThreadCache::open);
        // If `NEAR` is being freed, the next call finds the slow path again.
        let _ = NEAR.try_with(|near| near.set(&raw const **cache));
        slow_path(cache)
    };
    OWN.try_with(open).ok()
}

/// Takes memory of this class. Never unwinds, see [`memory`].
#[inline(always)]
pub(super) fn take(class: Class) -> NonNull<u8> {
    // SAFETY: the invariant of `NEAR`. The fast path runs no foreign code, which could destroy `OWN`.
    match unsafe { ThreadCache::class(near(), class) }.take() {
        Some(slot) => slot,
        None => find(class),
    }
}

/// Returns memory.
///
/// # Safety
///
/// The memory belongs to the caller, holds nothing, and came from [`take`] with this class, on any thread.
#[inline(always)]
pub(super) unsafe fn give(class: Class, memory: NonNull<u8>) {
    // SAFETY: the invariant of `NEAR`. The fast path runs no foreign code, which could destroy `OWN`.
    let part = unsafe { ThreadCache::class(near(), class) };
    // SAFETY: the contract of `give`: `take` has its memory from a cache, or allocates it with the layout of the class.
    if !unsafe { part.give(memory) } {
        // SAFETY: the contract of `give`: the cache didn't take it.
        unsafe { give_slowly(class, memory) }
    }
}

/// The slow path of `take`.
///
/// `extern "C"`, as it doesn't unwind, see [`memory`]: a panic, of which there is none, would abort.
#[cold]
#[inline(never)]
extern "C" fn find(class: Class) -> NonNull<u8> {
    let found = own(|cache| cache.find(class, shared())).unwrap_or_else(|| {
        shared().allocations.add(0, 1);
        None
    });
    found.unwrap_or_else(|| memory::allocate(class.layout()))
}

/// The slow path of `give`. `extern "C"` as for [`find`].
///
/// # Safety
///
/// As for [`give`].
#[cold]
#[inline(never)]
unsafe extern "C" fn give_slowly(class: Class, memory: NonNull<u8>) {
    // SAFETY: the contract of `give_slowly`, which is that of `give`.
    let kept = own(|cache| unsafe { cache.give_slowly(class, memory, shared()) });
    if kept != Some(true) {
        // SAFETY: the contract of `give_slowly`: the cache did not take it, or there is none.
        unsafe { memory::free(memory, class.layout()) };
    }
}

/// Returns all memory that this thread keeps to the global allocator.
pub(super) fn empty() {
    with_near(ThreadCache::empty);
}

/// Applies the current bounds to this thread, if it has a cache.
pub(super) fn adopt() {
    let _ = OWN.try_with(|own| own.0.get().map(|cache| cache.adopt(&shared().settings)));
}

/// Returns the thread's slots and their bytes.
pub(super) fn retained() -> (usize, usize) {
    with_near(ThreadCache::slots)
}
