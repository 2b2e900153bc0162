//! What one thread keeps: for each class of slots a shelf, and the [blocks](Blocks).
//!
//! A shelf has a *loaded* magazine, which is popped and pushed, and a *spare* one, which is empty or full. Only when both are
//! empty, or both full, does the thread turn to the shared [`Stash`], a magazine at a time.
//!
//! | `capacity` | meaning                                                | a returned slot              |
//! |------------|--------------------------------------------------------|------------------------------|
//! | 0          | nothing is kept, or the bounds are yet to be taken over | takes the slow path          |
//! | n          | the slots that one magazine of this class may hold      | is pushed while there's room |
//!
//! The slow path, in or out, begins with the bounds: if they were set since, all that was kept under others is freed.

use core::cell::Cell;
use core::ptr::NonNull;

use super::blocks::Blocks;
use super::class::{Class, SLOTS};
use super::magazine::Magazine;
use super::settings::Settings;
use super::stash::Stash;

/// What one thread keeps. Dropped, it gives everything back to the global allocator.
pub(super) struct Shelves {
    slots: [Shelf; SLOTS],
    blocks: Blocks,
    /// The [`Settings`] that were taken over last; 0 if none were.
    generation: Cell<usize>,
}

impl Shelves {
    /// Shelves without a slot, which keep none until the slow path was taken once.
    pub(super) const fn new() -> Self {
        const fn shelf(index: usize) -> Shelf {
            Shelf::new(Class::slot(index))
        }
        let slots = [shelf(0), shelf(1), shelf(2), shelf(3), shelf(4), shelf(5), shelf(6)];
        Self { slots, blocks: Blocks::new(), generation: Cell::new(0) }
    }

    /// The fast path out: a slot that is at hand. Changes nothing if there is none.
    #[inline(always)]
    pub(super) fn take(&self, class: Class) -> Option<NonNull<u8>> {
        self.slots[class.index().ok()?].loaded.pop()
    }

    /// The fast path in: says whether there was room. Changes nothing if there was none.
    ///
    /// # Safety
    ///
    /// The memory belongs to the caller, holds nothing, and was allocated with the layout of this class. It's the shelf's if
    /// this returns `true`, and the caller's otherwise.
    #[inline(always)]
    #[must_use]
    pub(super) unsafe fn give(&self, class: Class, memory: NonNull<u8>) -> bool {
        let Ok(index) = class.index() else { return false };
        let shelf = &self.slots[index];
        // SAFETY: the caller's promise, and the shelf with this index is that of the class.
        unsafe { shelf.loaded.push(memory, shelf.capacity.get()) }
    }

    /// The slow path out: anything of this class that this thread or the stash keeps.
    pub(super) fn find(&self, class: Class, stash: &Stash) -> Option<NonNull<u8>> {
        self.adopt(&stash.settings);
        match class.index() {
            Ok(index) => self.slots[index].find(stash),
            Err(index) => self.blocks.take(index),
        }
    }

    /// The slow path in: says whether this thread keeps it.
    ///
    /// # Safety
    ///
    /// As for [`give`](Self::give).
    #[must_use]
    pub(super) unsafe fn make_room(&self, class: Class, memory: NonNull<u8>, stash: &Stash) -> bool {
        self.adopt(&stash.settings);
        match class.index() {
            // SAFETY: the caller's promise, and the shelf with this index is that of the class.
            Ok(index) => unsafe { self.slots[index].make_room(memory, stash) },
            // SAFETY: the caller's promise, and the index is that of the class.
            Err(index) => unsafe { self.blocks.give(index, memory) },
        }
    }

    /// Takes the bounds over, if they were set since: nothing that was kept under others stays.
    pub(super) fn adopt(&self, settings: &Settings) {
        let generation = settings.generation();
        if self.generation.replace(generation) == generation {
            return;
        }
        self.empty();
        self.slots.iter().for_each(|shelf| shelf.capacity.set(settings.magazine_capacity(shelf.loaded.class())));
        self.blocks.reset(settings.block_bytes());
    }

    /// Gives everything back to the global allocator.
    pub(super) fn empty(&self) {
        self.slots.iter().flat_map(|shelf| [&shelf.loaded, &shelf.spare]).for_each(|magazine| magazine.shrink(0));
        self.blocks.empty();
    }

    /// How many slots there are, and their bytes.
    pub(super) fn slots(&self) -> (usize, usize) {
        self.slots.iter().fold((0, 0), |(slots, bytes), shelf| {
            let here = shelf.loaded.depth() + shelf.spare.depth();
            (slots + here, bytes + here * shelf.loaded.class().size())
        })
    }

    /// How many blocks there are, and their bytes.
    pub(super) fn blocks(&self) -> (usize, usize) {
        self.blocks.retained()
    }
}

/// The slots of one class that a thread keeps.
struct Shelf {
    loaded: Magazine,
    spare: Magazine,
    capacity: Cell<usize>,
}

impl Shelf {
    const fn new(class: Class) -> Self {
        Self { loaded: Magazine::new(class), spare: Magazine::new(class), capacity: Cell::new(0) }
    }

    /// Pops what is loaded; if that is empty, loads the spare first, or else a magazine of the stash.
    fn find(&self, stash: &Stash) -> Option<NonNull<u8>> {
        if self.loaded.depth() == 0 {
            self.loaded.swap(&self.spare);
        }
        self.loaded.pop().or_else(|| {
            let magazine = stash.remove(self.loaded.class())?;
            // It was filled by a thread that may have gone by a larger bound.
            magazine.shrink(self.capacity.get());
            self.loaded.swap(&magazine);
            self.loaded.pop()
        })
    }

    /// Pushes onto what is loaded; if that is full, makes it the spare first, and stashes the spare that was full before.
    ///
    /// # Safety
    ///
    /// As for [`Shelves::give`].
    unsafe fn make_room(&self, slot: NonNull<u8>, stash: &Stash) -> bool {
        let capacity = self.capacity.get();
        if self.loaded.depth() >= capacity {
            self.loaded.swap(&self.spare);
            stash.insert(self.loaded.take());
        }
        // SAFETY: the caller's promise.
        unsafe { self.loaded.push(slot, capacity) }
    }
}

#[cfg(all(test, not(valuetask_loom)))]
mod tests {
    use super::super::{Retention, memory};
    use super::*;

    /// A magazine of so many slots of the smallest class.
    fn magazine(slots: usize) -> Magazine {
        let (class, magazine) = (Class::slot(0), Magazine::new(Class::slot(0)));
        for _ in 0..slots {
            // SAFETY: a slot of this class, fresh from the allocator.
            assert!(unsafe { magazine.push(memory::allocate(class.layout()), slots) });
        }
        magazine
    }

    /// A magazine is kept within bounds that were set while it was on its way into the stash.
    #[test]
    fn a_magazine_that_was_filled_under_a_larger_bound_is_cut_down() {
        let stash = Stash::new(Retention { thread: 14 * 64 * 3, shared: 7 * 64 * 8 });
        stash.insert(magazine(8));
        let shelves = Shelves::new();
        let slot = shelves.find(Class::slot(0), &stash).expect("there was a magazine");
        assert_eq!((shelves.slots(), stash.retained()), ((2, 128), (0, 0)), "three, and one is out");
        // SAFETY: it came from these shelves.
        assert!(unsafe { shelves.give(Class::slot(0), slot) });
    }

    #[test]
    fn a_magazine_that_would_exceed_the_bound_is_freed() {
        let stash = Stash::new(Retention { thread: 0, shared: 7 * 64 * 8 });
        for slots in [5, 4, 3, 0] {
            stash.insert(magazine(slots));
        }
        assert_eq!(stash.retained(), (8, 512), "five and three");
        stash.set(Retention { thread: 0, shared: 0 });
        assert_eq!(stash.retained(), (0, 0));
    }
}
