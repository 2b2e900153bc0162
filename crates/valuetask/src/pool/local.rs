//! A thread's own free slots: the way in and out of the pool that takes no lock and no atomic.
//!
//! For each class a thread has a *loaded* magazine, which it pops and pushes, and a *spare* one, which is empty or full.
//! Only when both are empty, or both full, does it turn to the shared [`stash`], a magazine at a time.
//!
//! | `capacity` | meaning                                                     | a returned slot              |
//! |------------|-------------------------------------------------------------|------------------------------|
//! | 0          | the thread hasn't used the class, keeps none, or is ending  | goes the long way: see below |
//! | n          | the slots that one magazine of this class may hold           | is pushed while there's room |
//!
//! The cells need no destructor, so they can be used from within any other thread-local's destructor. What frees the slots
//! is a guard that is registered on the first call; once it has run (or if it can't be registered any more),
//! capacities are 0 for good and a returned slot goes straight to the global allocator.

use core::cell::Cell;
use core::ptr::NonNull;

use super::class::{CLASSES, Class};
use super::magazine::Magazine;
use super::{memory, settings, stash};

struct Shelf {
    loaded: Cell<Magazine>,
    spare: Cell<Magazine>,
    capacity: Cell<usize>,
}

thread_local! {
    static SHELVES: [Shelf; CLASSES] = const {
        [const { Shelf { loaded: Cell::new(Magazine::EMPTY), spare: Cell::new(Magazine::EMPTY), capacity: Cell::new(0) } }; CLASSES]
    };
    static GUARD: Guard = const { Guard };
}

/// Frees the thread's slots when the thread ends.
struct Guard;

impl Drop for Guard {
    fn drop(&mut self) {
        set_capacities(|_| 0);
        empty();
    }
}

/// A free slot of this class.
#[inline(always)]
pub(super) fn take(class: Class) -> NonNull<u8> {
    SHELVES.with(|shelves| {
        let shelf = &shelves[class.index()];
        match shelf.loaded.get().pop() {
            Some((rest, slot)) => {
                shelf.loaded.set(rest);
                slot
            }
            None => refill(shelf, class),
        }
    })
}

/// Takes a slot back.
///
/// # Safety
///
/// The slot belongs to the caller, holds nothing, and came from [`take`] with the same class, on any thread.
#[inline(always)]
pub(super) unsafe fn give(class: Class, slot: NonNull<u8>) {
    SHELVES.with(|shelves| {
        let shelf = &shelves[class.index()];
        let loaded = shelf.loaded.get();
        let depth = loaded.depth();
        if depth < shelf.capacity.get() {
            // SAFETY: the caller gives up a slot of this class.
            shelf.loaded.set(unsafe { loaded.push(slot, depth) });
        } else {
            // SAFETY: the same.
            unsafe { make_room(shelf, class, slot) }
        }
    });
}

/// Nothing is loaded: load the spare, or a magazine from the stash, or else ask the global allocator.
#[cold]
#[inline(never)]
fn refill(shelf: &Shelf, class: Class) -> NonNull<u8> {
    let spare = shelf.spare.replace(Magazine::EMPTY);
    let full = spare.pop().or_else(|| if opened(shelf) { stash::shared().remove(class)?.pop() } else { None });
    match full {
        Some((rest, slot)) => {
            shelf.loaded.set(rest);
            slot
        }
        None => {
            settings::count_allocation();
            memory::allocate(class.layout())
        }
    }
}

/// What is loaded is full: make it the spare, and stash the spare that was full before.
///
/// # Safety
///
/// As [`give`].
#[cold]
#[inline(never)]
unsafe fn make_room(shelf: &Shelf, class: Class, slot: NonNull<u8>) {
    if !opened(shelf) {
        // SAFETY: the caller gives up the slot, and every slot of a class has its layout.
        return unsafe { memory::free(slot, class.layout()) };
    }
    let loaded = shelf.loaded.replace(Magazine::EMPTY);
    if loaded.depth() > 0 {
        let before = shelf.spare.replace(loaded);
        if before.depth() > 0 {
            stash::shared().insert(class, before);
        }
    }
    // SAFETY: the caller gives up a slot of this class, and the empty magazine has depth 0.
    shelf.loaded.set(unsafe { Magazine::EMPTY.push(slot, 0) });
}

/// Whether slots of this class may be kept here; registers the guard if nobody has.
fn opened(shelf: &Shelf) -> bool {
    if shelf.capacity.get() == 0 {
        apply_settings();
    }
    shelf.capacity.get() > 0
}

/// Gives every slot of this thread back to the global allocator.
pub(super) fn empty() {
    SHELVES.with(|shelves| {
        for class in Class::all() {
            let shelf = &shelves[class.index()];
            shelf.loaded.replace(Magazine::EMPTY).free_all(class);
            shelf.spare.replace(Magazine::EMPTY).free_all(class);
        }
    });
}

/// Takes over what [`settings`] say now, unless the thread is shutting down.
pub(super) fn apply_settings() {
    if GUARD.try_with(|_| ()).is_ok() {
        set_capacities(settings::magazine_capacity);
    }
}

fn set_capacities(of: impl Fn(Class) -> usize) {
    SHELVES.with(|shelves| {
        for class in Class::all() {
            shelves[class.index()].capacity.set(of(class));
        }
    });
}

/// Slots and bytes that this thread keeps.
pub(super) fn retained() -> (usize, usize) {
    SHELVES.with(|shelves| {
        Class::all().fold((0, 0), |(slots, bytes), class| {
            let shelf = &shelves[class.index()];
            let here = shelf.loaded.get().depth() + shelf.spare.get().depth();
            (slots + here, bytes + here * class.size())
        })
    })
}
