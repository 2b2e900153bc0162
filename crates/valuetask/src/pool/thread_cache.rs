//! The cache of one thread: a part for each class.
//!
//! A part has a *loaded* magazine, which is popped and pushed, and a *spare* one, which is empty or full. Only if both
//! are empty, or both full, does the thread use the shared [`Depot`], a magazine at a time.
//!
//! | `capacity` | meaning                                                      | a returned slot              |
//! |------------|--------------------------------------------------------------|------------------------------|
//! | 0          | the class has no share of the thread's bytes, or none as yet | takes the slow path          |
//! | n          | the slots that one magazine of this class may hold            | is pushed while there's room |
//!
//! A class gets a share at its first slow path: each magazine may hold one slot, which is all that a class needs whose calls
//! come one at a time. Each later slow path doubles it, up to two whole magazines. So a thread has shares for many sizes.
//! Where all shares would exceed the thread's bytes, the class keeps what it has, and takes single slots from the
//! depot. After [`RENEWAL`] more slow paths, all that the thread keeps goes to the depot, and the shares begin anew: those of
//! the classes that are in use. Classes that are used in turn would take each other's shares for ever otherwise.
//!
//! The slow path begins with the bounds: if they were set since, all that was kept under others is freed.

use alloc::boxed::Box;
use core::cell::Cell;
use core::ptr::NonNull;

use super::class::{self, CLASSES, Class};
use super::depot::Depot;
use super::magazine::Magazine;
use super::settings::Settings;
use super::surplus::LOOK;

/// The slow paths after which a class that found no share has the others begin anew.
const RENEWAL: u32 = 4096;

/// The memory that one thread keeps. Dropping it returns the memory to the global allocator.
pub(super) struct ThreadCache {
    classes: [ClassCache; CLASSES],
    /// The bytes of all shares.
    shared_out: Cell<usize>,
    /// The generation of the [`Settings`] that were applied last. At the beginning there was nothing to apply them to.
    generation: Cell<usize>,
    /// The number of slow paths.
    slow_paths: Cell<u32>,
    /// The slow path from which on the shares may begin anew.
    renewal: Cell<u32>,
    /// The number of this thread: where it adds in each sharded counter.
    number: Cell<usize>,
    /// Where the next magazine is taken from a class. One above it is where the next is put.
    stack: Cell<usize>,
}

impl ThreadCache {
    /// Creates the cache of no thread, which keeps nothing: all zeros, so that a program's file has none of it.
    pub(super) const fn closed() -> Self {
        let classes = [const { ClassCache::new(Class::at(0)) }; CLASSES];
        let [shared_out, generation, number, stack] = [const { Cell::new(0) }; 4];
        let [slow_paths, renewal] = [const { Cell::new(0) }; 2];
        Self { classes, shared_out, generation, slow_paths, renewal, number, stack }
    }

    /// Creates an empty cache, which keeps nothing before the first slow path.
    pub(super) fn open() -> Box<Self> {
        let mut cache = Box::new(const { Self::closed() });
        cache.classes.iter_mut().zip(class::all()).for_each(|(part, class)| *part = ClassCache::new(class));
        cache.renewal.set(RENEWAL);
        cache
    }

    /// Returns the part of a class, with no reference to the others.
    ///
    /// # Safety
    ///
    /// The pointer is to a cache that lasts for `'s`.
    #[inline(always)]
    pub(super) unsafe fn class<'s>(cache: *const Self, class: Class) -> &'s ClassCache {
        // SAFETY: the contract of `class`.
        unsafe { &(*cache).classes[class.index()] }
    }

    /// The slow path of `take`: any memory of this class that this thread or the depot keeps. `None` counts an allocation.
    pub(super) fn find(&self, class: Class, depot: &Depot) -> Option<NonNull<u8>> {
        let part = self.begin(class, depot);
        if part.loaded.depth() == 0 {
            part.loaded.swap(&part.spare);
        }
        let found = part.loaded.pop().or_else(|| {
            let magazine = depot.remove(class, self.stack.replace(self.stack.get().wrapping_sub(1)))?;
            if magazine.depth() <= part.capacity() {
                part.loaded.swap(&magazine);
                return part.loaded.pop();
            }
            let slot = magazine.pop();
            self.insert(magazine, depot);
            slot
        });
        if found.is_none() {
            depot.allocations.add(self.number.get(), 1);
            depot.stacks(class).owe();
        }
        found
    }

    /// The slow path of `give`: returns `true` if this thread or the depot keeps the memory, or has freed it.
    ///
    /// If the loaded magazine is full, it becomes the spare, and a full spare goes to the depot.
    ///
    /// # Safety
    ///
    /// As for [`ClassCache::give`].
    #[must_use]
    pub(super) unsafe fn give_slowly(&self, class: Class, memory: NonNull<u8>, depot: &Depot) -> bool {
        let part = self.begin(class, depot);
        let capacity = part.capacity();
        if part.loaded.depth() >= capacity {
            part.loaded.swap(&part.spare);
            self.insert(part.loaded.take(), depot);
        }
        if capacity > 0 {
            // SAFETY: the contract of `give_slowly`.
            return unsafe { part.loaded.push(memory) };
        }
        let alone = Magazine::new(class, 1);
        // SAFETY: the contract of `give_slowly`: a magazine of the class.
        let is_pushed = unsafe { alone.push(memory) };
        self.insert(alone, depot);
        is_pushed
    }

    /// Begins a slow path of this class: applies the bounds, does the thread's part for the intervals, and gives the class
    /// its share.
    fn begin(&self, class: Class, depot: &Depot) -> &ClassCache {
        self.adopt(&depot.settings);
        let slow_paths = self.slow_paths.get();
        self.slow_paths.set(slow_paths.wrapping_add(1));
        if slow_paths == 0 {
            self.number.set(depot.new_thread());
            self.stack.set(self.number.get());
        }
        // Nothing is written to a depot that keeps nothing: it has no surplus either.
        if depot.settings.shared() > 0 {
            // The first one, too: else threads that end before the next would never free anything.
            if slow_paths.is_multiple_of(LOOK) {
                depot.look();
            }
            depot.free_surplus(self.number.get());
        }
        let part = &self.classes[class.index()];
        let most = depot.settings.magazine_capacity(class);
        if part.capacity() < most {
            self.raise_share(part, most, depot);
        }
        part
    }

    /// Gives a class a share of the thread's bytes, or twice the share that it has.
    fn raise_share(&self, part: &ClassCache, most: usize, depot: &Depot) {
        let (class, bound) = (part.loaded.class(), depot.settings.thread());
        let next = || (2 * part.capacity()).clamp(1, most);
        let more = |capacity: usize| 2 * (capacity - part.capacity()) * class.size();
        if self.shared_out.get() + more(next()) > bound {
            if (self.renewal.get().wrapping_sub(self.slow_paths.get()) as i32) > 0 {
                return;
            }
            self.renewal.set(self.slow_paths.get().wrapping_add(RENEWAL));
            self.begin_anew(depot);
        }
        let capacity = next();
        self.shared_out.set(self.shared_out.get() + more(capacity));
        part.set_capacity(capacity);
    }

    /// Hands a magazine to the depot: to another stack than the last, so that no list has most of them.
    fn insert(&self, magazine: Magazine, depot: &Depot) {
        if magazine.depth() > 0 {
            self.stack.set(self.stack.get().wrapping_add(1));
            depot.insert(magazine, self.number.get(), self.stack.get());
        }
    }

    /// Hands all slots to the depot, and takes the shares back. A class without a share has no slot.
    fn begin_anew(&self, depot: &Depot) {
        for part in self.classes.iter().filter(|part| part.capacity() > 0) {
            self.insert(part.loaded.take(), depot);
            self.insert(part.spare.take(), depot);
            part.set_capacity(0);
        }
        self.shared_out.set(0);
    }

    /// Applies the bounds if they were set since, and frees all that was kept under others.
    pub(super) fn adopt(&self, settings: &Settings) {
        let generation = settings.generation();
        if self.generation.replace(generation) == generation {
            return;
        }
        self.empty();
        self.classes.iter().for_each(|part| part.set_capacity(0));
        self.shared_out.set(0);
    }

    /// Hands all slots to the depot, unless bounds were set since they were kept.
    pub(super) fn hand_over(&self, depot: &Depot) {
        if self.generation.get() == depot.settings.generation() {
            self.begin_anew(depot);
        }
    }

    /// Returns all memory to the global allocator. Writes nothing if there is none.
    pub(super) fn empty(&self) {
        self.classes.iter().flat_map(|part| [&part.loaded, &part.spare]).for_each(|magazine| magazine.shrink(0));
    }

    /// Returns the number of slots, and their bytes.
    pub(super) fn slots(&self) -> (usize, usize) {
        self.classes.iter().fold((0, 0), |(slots, bytes), part| {
            let here = part.loaded.depth() + part.spare.depth();
            (slots + here, bytes + here * part.loaded.class().size())
        })
    }
}

/// The slots of one class that a thread keeps. Its magazines have one capacity.
pub(super) struct ClassCache {
    loaded: Magazine,
    spare: Magazine,
}

impl ClassCache {
    const fn new(class: Class) -> Self {
        Self { loaded: Magazine::new(class, 0), spare: Magazine::new(class, 0) }
    }

    fn capacity(&self) -> usize {
        self.loaded.capacity()
    }

    fn set_capacity(&self, capacity: usize) {
        self.loaded.set_capacity(capacity);
        self.spare.set_capacity(capacity);
    }

    /// The fast path of `take`: a slot of the loaded magazine. Changes nothing if that is empty.
    #[inline(always)]
    pub(super) fn take(&self) -> Option<NonNull<u8>> {
        self.loaded.pop()
    }

    /// The fast path of `give`: returns `true` if the loaded magazine had room.
    ///
    /// Changes nothing otherwise.
    ///
    /// # Safety
    ///
    /// The memory belongs to the caller, holds nothing, and was allocated with the layout of this class. The cache owns
    /// it if this returns `true`, and the caller otherwise.
    #[inline(always)]
    #[must_use]
    pub(super) unsafe fn give(&self, memory: NonNull<u8>) -> bool {
        // SAFETY: the contract of `give`.
        unsafe { self.loaded.push(memory) }
    }
}
