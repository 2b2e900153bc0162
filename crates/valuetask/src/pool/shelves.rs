//! The memory that one thread keeps: a shelf for each class of slots, and the [blocks](Blocks).
//!
//! A shelf has a *loaded* magazine, which is popped and pushed, and a *spare* one, which is empty or full. Only if both
//! are empty, or both full, does the thread use the shared [`Stash`], a magazine at a time.
//!
//! | `capacity` | meaning                                                | a returned slot              |
//! |------------|--------------------------------------------------------|------------------------------|
//! | 0          | nothing is kept, or the bounds aren't applied yet      | takes the slow path          |
//! | n          | the slots that one magazine of this class may hold      | is pushed while there's room |
//!
//! The slow path begins with the bounds: if they were set since, all that was kept under others is freed.

use core::cell::Cell;
use core::ptr::NonNull;

use super::blocks::Blocks;
use super::class::{Class, SLOTS};
use super::magazine::Magazine;
use super::settings::Settings;
use super::stash::Stash;

/// The memory that one thread keeps. Dropping it returns the memory to the global allocator.
pub(super) struct Shelves {
    slots: [Shelf; SLOTS],
    blocks: Blocks,
    /// The generation of the [`Settings`] that were applied last, or 0.
    generation: Cell<usize>,
}

impl Shelves {
    /// Creates empty shelves, which keep nothing before the first slow path.
    pub(super) const fn new() -> Self {
        const fn shelf(index: usize) -> Shelf {
            Shelf::new(Class::slot(index))
        }
        let slots = [shelf(0), shelf(1), shelf(2), shelf(3), shelf(4), shelf(5), shelf(6)];
        Self { slots, blocks: Blocks::new(), generation: Cell::new(0) }
    }

    /// The fast path of `take`: a slot of the loaded magazine. Changes nothing if that is empty.
    #[inline(always)]
    pub(super) fn take(&self, class: Class) -> Option<NonNull<u8>> {
        self.slots[class.index().ok()?].loaded.pop()
    }

    /// The fast path of `give`: returns `true` if the loaded magazine had room.
    ///
    /// Changes nothing otherwise.
    ///
    /// # Safety
    ///
    /// The memory belongs to the caller, holds nothing, and was allocated with the layout of this class. The shelf owns
    /// it if this returns `true`, and the caller otherwise.
    #[inline(always)]
    #[must_use]
    pub(super) unsafe fn give(&self, class: Class, memory: NonNull<u8>) -> bool {
        let Ok(index) = class.index() else { return false };
        let shelf = &self.slots[index];
        // SAFETY: the contract of `give`, and the shelf with this index is that of the class.
        unsafe { shelf.loaded.push(memory, shelf.capacity.get()) }
    }

    /// The slow path of `take`: any memory of this class that this thread or the stash keeps.
    pub(super) fn find(&self, class: Class, stash: &Stash) -> Option<NonNull<u8>> {
        self.adopt(&stash.settings);
        match class.index() {
            Ok(index) => self.slots[index].find(stash),
            Err(index) => self.blocks.take(index),
        }
    }

    /// The slow path of `give`: returns `true` if this thread keeps the memory.
    ///
    /// # Safety
    ///
    /// As for [`give`](Self::give).
    #[must_use]
    pub(super) unsafe fn make_room(&self, class: Class, memory: NonNull<u8>, stash: &Stash) -> bool {
        self.adopt(&stash.settings);
        match class.index() {
            // SAFETY: the contract of `make_room`, and the shelf with this index is that of the class.
            Ok(index) => unsafe { self.slots[index].make_room(memory, stash) },
            // SAFETY: the contract of `make_room`, and the index is that of the class.
            Err(index) => unsafe { self.blocks.give(index, memory) },
        }
    }

    /// Applies the bounds if they were set since, and frees all that was kept under others.
    pub(super) fn adopt(&self, settings: &Settings) {
        let generation = settings.generation();
        if self.generation.replace(generation) == generation {
            return;
        }
        self.empty();
        self.slots.iter().for_each(|shelf| shelf.capacity.set(settings.magazine_capacity(shelf.loaded.class())));
        self.blocks.reset(settings.block_bytes());
    }

    /// Returns all memory to the global allocator.
    pub(super) fn empty(&self) {
        self.slots.iter().flat_map(|shelf| [&shelf.loaded, &shelf.spare]).for_each(|magazine| magazine.shrink(0));
        self.blocks.empty();
    }

    /// Returns the number of slots, and their bytes.
    pub(super) fn slots(&self) -> (usize, usize) {
        self.slots.iter().fold((0, 0), |(slots, bytes), shelf| {
            let here = shelf.loaded.depth() + shelf.spare.depth();
            (slots + here, bytes + here * shelf.loaded.class().size())
        })
    }

    /// Returns the number of blocks, and their bytes.
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

    /// Pops a loaded slot. Loads the spare magazine, or else one of the stash, if none is loaded.
    fn find(&self, stash: &Stash) -> Option<NonNull<u8>> {
        if self.loaded.depth() == 0 {
            self.loaded.swap(&self.spare);
        }
        self.loaded.pop().or_else(|| {
            let magazine = stash.remove(self.loaded.class())?;
            // The thread that filled it may have had a larger bound.
            magazine.shrink(self.capacity.get());
            self.loaded.swap(&magazine);
            self.loaded.pop()
        })
    }

    /// Pushes a slot onto the loaded magazine.
    ///
    /// If that is full, it becomes the spare, and a full spare goes to the stash.
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
        // SAFETY: the contract of `make_room`.
        unsafe { self.loaded.push(slot, capacity) }
    }
}

#[cfg(all(test, not(valuetask_loom)))]
mod tests {
    use super::super::{Retention, memory};
    use super::*;

    /// Creates a magazine of slots of the smallest class.
    fn magazine(slots: usize) -> Magazine {
        let (class, magazine) = (Class::slot(0), Magazine::new(Class::slot(0)));
        for _ in 0..slots {
            // SAFETY: a slot of this class, fresh from the allocator.
            assert!(unsafe { magazine.push(memory::allocate(class.layout()), slots) });
        }
        magazine
    }

    /// A magazine is kept within bounds that were set while it was moved into the stash.
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
