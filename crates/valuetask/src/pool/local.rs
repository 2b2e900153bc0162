//! The thread's own part of the pool: the path in and out that takes no lock and no atomic.
//!
//! | thread-local | holds                                           | destructor                           |
//! |--------------|-------------------------------------------------|--------------------------------------|
//! | [`OWN`]      | the thread's [`Shelves`]                        | frees them, and resets `NEAR` before |
//! | [`NEAR`]     | where the shelves are that may be used, a pointer | none, so reading it checks nothing   |
//!
//! `NEAR` points to [`CLOSED`], which keeps nothing, until `OWN` is used for the first time and after it is gone. So a task may
//! be made or dropped by the destructor of any other thread-local. What ends first makes no difference either: where
//! thread-locals have keys instead of addresses, `NEAR` is freed, too, and is as new when it's read again; and `OWN` may come
//! into being once more, and is then destroyed once more.

use core::cell::Cell;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use super::class::Class;
use super::memory;
use super::shelves::Shelves;
use super::stash::shared;

/// Shelves that keep nothing, for all threads.
struct Closed(Shelves);

// SAFETY: it's only met on the fast path, by `NEAR`. That changes nothing, as there is no slot and no room.
unsafe impl Sync for Closed {}

static CLOSED: Closed = Closed(Shelves::new());

struct Own(Shelves);

thread_local! {
    static OWN: Own = const { Own(Shelves::new()) };
    /// Invariant: points to `CLOSED`, or to this thread's `OWN` and that is there.
    static NEAR: Cell<*const Shelves> = const { Cell::new(&raw const CLOSED.0) };
}

impl Drop for Own {
    fn drop(&mut self) {
        // Nothing to reset if `NEAR` is just being freed, and it can't be read then.
        let _ = NEAR.try_with(|near| near.set(&raw const CLOSED.0));
    }
}

/// Slots and blocks that came from the global allocator.
static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

/// The shelves of the fast path.
#[inline(always)]
fn near<R>(fast_path: impl FnOnce(&Shelves) -> R) -> R {
    let near = NEAR.try_with(Cell::get).unwrap_or(&raw const CLOSED.0);
    // SAFETY: the invariant of `NEAR`; `OWN` isn't destroyed on the fast path, which calls nobody.
    fast_path(unsafe { &*near })
}

/// The thread's own shelves, for the slow path; `None` while or after they are destroyed.
fn own<R>(slow_path: impl FnOnce(&Shelves) -> R) -> Option<R> {
    let open = |own: &Own| {
        // If `NEAR` is just being freed, the next one finds the slow path again.
        let _ = NEAR.try_with(|near| near.set(&raw const own.0));
        slow_path(&own.0)
    };
    OWN.try_with(open).ok()
}

/// Takes free memory of this class. Never unwinds, see [`memory`].
#[inline(always)]
pub(super) fn take(class: Class) -> NonNull<u8> {
    match near(|shelves| shelves.take(class)) {
        Some(slot) => slot,
        None => find(class),
    }
}

/// Takes memory back.
///
/// # Safety
///
/// It belongs to the caller, holds nothing, and came from [`take`] with the same class, on any thread.
#[inline(always)]
pub(super) unsafe fn give(class: Class, memory: NonNull<u8>) {
    // SAFETY: the caller's promise, as `take` has its memory from shelves or allocates it with the layout of the class.
    if !near(|shelves| unsafe { shelves.give(class, memory) }) {
        // SAFETY: the same: it wasn't taken.
        unsafe { make_room(class, memory) }
    }
}

/// The slow path out. `extern "C"` so that it doesn't unwind, see [`memory`]: a panic, of which there is none, would abort.
#[cold]
#[inline(never)]
extern "C" fn find(class: Class) -> NonNull<u8> {
    own(|shelves| shelves.find(class, shared())).flatten().unwrap_or_else(|| {
        // ORDERING: Relaxed, a number to be shown.
        ALLOCATIONS.fetch_add(1, Relaxed);
        memory::allocate(class.layout())
    })
}

/// The slow path in. `extern "C"` as for [`find`].
///
/// # Safety
///
/// As for [`give`].
#[cold]
#[inline(never)]
unsafe extern "C" fn make_room(class: Class, memory: NonNull<u8>) {
    // SAFETY: the caller's promise, as in `give`.
    let kept = own(|shelves| unsafe { shelves.make_room(class, memory, shared()) });
    if kept != Some(true) {
        // SAFETY: the same: it wasn't taken.
        unsafe { memory::free(memory, class.layout()) };
    }
}

/// Gives everything that this thread keeps back to the global allocator.
pub(super) fn empty() {
    own(Shelves::empty);
}

/// Takes the bounds over.
pub(super) fn adopt() {
    own(|shelves| shelves.adopt(&shared().settings));
}

/// Slots that this thread keeps and their bytes, blocks and theirs.
pub(super) fn retained() -> [(usize, usize); 2] {
    near(|shelves| [shelves.slots(), shelves.blocks()])
}

pub(super) fn allocations() -> usize {
    // ORDERING: Relaxed, a number to be shown.
    ALLOCATIONS.load(Relaxed)
}
