//! The shared depot: magazines from threads that complete tasks, for threads that make them.
//!
//! It has a few [stacks](Stacks) for each class. A magazine is kept where its class has room. Room is granted in pieces of
//! [`GRANT`] bytes from one count, whose sum is the bytes that the depot may keep. So the depot never has more. What an
//! interval of time didn't use is freed: see [`surplus`](super::surplus).
//!
//! There is no lock, so no thread waits, even for one that a fork has left behind.
#![forbid(unsafe_code)]

use core::sync::atomic::Ordering::Relaxed;

use super::Retention;
use super::class::{self, CLASSES, Class};
use super::interval::Interval;
use super::magazine::Magazine;
use super::settings::Settings;
use super::sharded_counter::ShardedCounter;
use super::stacks::Stacks;
use crate::sync::{AtomicUsize, const_fn, shared_static};

/// The bytes of room that a class gets at a time, unless a slot is larger.
pub(super) const GRANT: usize = 64 * 1024;

/// The memory that all threads share.
pub(super) struct Depot {
    pub(super) settings: Settings,
    pub(super) interval: Interval,
    classes: [Stacks; CLASSES],
    /// The bytes of room of all classes. Never more than the bound, but while that is lowered.
    granted: AtomicUsize,
    /// Slots that came from the global allocator.
    pub(super) allocations: ShardedCounter,
    /// Slots that were freed as there was no room for them.
    pub(super) refused: ShardedCounter,
    /// The number of threads that have kept slots.
    threads: AtomicUsize,
}

shared_static! {
    static SHARED: Depot = Depot::new(Retention::DEFAULT);
}

/// Returns the depot of all threads.
pub(super) fn shared() -> &'static Depot {
    &SHARED
}

impl Depot {
    const_fn! {
        pub(super) fn new(retention: Retention) -> Self {
            Self {
                settings: Settings::new(retention),
                interval: Interval::new(),
                classes: Stacks::all(),
                granted: AtomicUsize::new(0),
                allocations: ShardedCounter::new(),
                refused: ShardedCounter::new(),
                threads: AtomicUsize::new(0),
            }
        }
    }

    pub(super) fn stacks(&self, class: Class) -> &Stacks {
        &self.classes[class.index()]
    }

    /// Returns the number of a new thread.
    pub(super) fn new_thread(&self) -> usize {
        self.interval.begin();
        // ORDERING: Relaxed: any number will do.
        self.threads.fetch_add(1, Relaxed)
    }

    /// Takes a magazine that isn't empty, if one is found. A thread names the stack that it begins at.
    pub(super) fn remove(&self, class: Class, first: usize) -> Option<Magazine> {
        let found = self.stacks(class).remove(class, first);
        self.keep_to_bound();
        found
    }

    /// Keeps a magazine for other threads if there is room for it, and frees it otherwise.
    pub(super) fn insert(&self, magazine: Magazine, thread: usize, stack: usize) {
        let class = magazine.class();
        let stacks = self.stacks(class);
        stacks.repay(&magazine);
        let depth = magazine.depth();
        if depth == 0 || self.settings.shared() == 0 {
            return;
        }
        while !stacks.population.reserve(depth) {
            let has_grown = self.grow(class, depth) || self.interval.may_make_room() && self.make_room(class, depth);
            if !has_grown {
                self.refused.add(thread, depth);
                return drop(magazine);
            }
        }
        stacks.put(magazine, stack);
        self.keep_to_bound();
    }

    /// Empties the depot if the bound was lowered since the caller had the magazines that it has put on a stack.
    fn keep_to_bound(&self) {
        // ORDERING: Relaxed. If the stack was emptied for a lower bound, the exchange that put the magazines there has taken
        // that bound from the Release in `Stacks::empty`. Otherwise that call finds them.
        if self.granted.load(Relaxed) > self.settings.shared() {
            self.empty();
        }
    }

    /// Grants a class room for `depth` slots at least, and returns `true` if it did.
    fn grow(&self, class: Class, depth: usize) -> bool {
        let bound = self.settings.shared();
        // Whole pieces of half of the bound, so that they leave room for classes that need less than one. Beyond that, what
        // is needed is granted alone.
        [(unit(class).max(depth), bound / 2), (depth, bound)].into_iter().any(|(slots, bound)| {
            let bytes = slots * class.size();
            let grown = |granted: usize| granted.checked_add(bytes).filter(|granted| *granted <= bound);
            // ORDERING: Relaxed: a sum. Each change of it is such an exchange, so two threads can't both get the last piece.
            if self.granted.fetch_update(Relaxed, Relaxed, grown).is_err() {
                return false;
            }
            let can_count = self.stacks(class).population.grow(slots);
            if !can_count {
                // ORDERING: Relaxed: as above.
                self.granted.fetch_sub(bytes, Relaxed);
            }
            can_count
        })
    }

    /// Takes back the room that no slot has, of all classes, and grants this one room for `depth` slots if that was enough.
    fn make_room(&self, class: Class, depth: usize) -> bool {
        class::all().for_each(|class| self.shrink(class));
        self.grow(class, depth)
    }

    /// Takes back the room of a class that no slot has.
    pub(super) fn shrink(&self, class: Class) {
        let bytes = self.stacks(class).population.shrink() * class.size();
        if bytes > 0 {
            // ORDERING: Relaxed: as in `grow`.
            self.granted.fetch_sub(bytes, Relaxed);
        }
    }

    /// Sets the bounds, and returns every slot to the global allocator.
    pub(super) fn set(&self, retention: Retention) {
        self.settings.set(retention);
        self.empty();
    }

    /// Returns every slot to the global allocator.
    pub(super) fn empty(&self) {
        class::all().for_each(|class| self.empty_class(class));
    }

    fn empty_class(&self, class: Class) {
        self.stacks(class).empty(class);
        self.shrink(class);
    }

    /// Returns the number of slots in the depot, and their bytes.
    pub(super) fn retained(&self) -> (usize, usize) {
        let (slots, bytes) = class::all().fold((0, 0), |(slots, bytes), class| {
            let here = self.stacks(class).population.slots();
            (slots + here, bytes + here * class.size())
        });
        // ORDERING: Relaxed: a number for the user. All slots have room at any time, but they are counted one class after
        // the other.
        (slots, bytes.min(self.granted.load(Relaxed)))
    }
}

/// The slots of a piece of room.
fn unit(class: Class) -> usize {
    (GRANT / class.size()).max(1)
}

impl Drop for Depot {
    fn drop(&mut self) {
        self.empty();
    }
}
