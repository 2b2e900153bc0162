//! The shared depot: magazines from threads that complete tasks, for threads that make them.
//!
//! It has a few [stacks](Stacks) for each class. A magazine is kept where its class has the budget. Budget is given in pieces of
//! [`PIECE`] bytes from one count, whose sum is the bytes that the depot may keep. So the depot never has more. What an
//! interval of time didn't use is freed: see [`surplus`](super::surplus).
//!
//! There is no lock, so no thread waits, even for one that a fork has left behind.
#![forbid(unsafe_code)]
#![allow(deprecated, reason = "`fetch_update` has another name from Rust 1.95 on")]

use core::sync::atomic::Ordering::Relaxed;

use super::Retention;
use super::class::{self, CLASSES, Class};
use super::interval::Interval;
use super::magazine::Magazine;
use super::settings::Settings;
use super::sharded_counter::ShardedCounter;
use super::stacks::Stacks;
use crate::sync::{AtomicUsize, const_fn, shared_static};

/// The bytes of budget that a class gets at a time, unless a slot is larger.
pub(super) const PIECE: usize = 64 * 1024;

/// The memory that all threads share.
pub(super) struct Depot {
    pub(super) settings: Settings,
    pub(super) interval: Interval,
    classes: [Stacks; CLASSES],
    /// The bytes of the budgets of all classes. Never more than the bound, but while that is lowered.
    budgeted: AtomicUsize,
    /// Slots that came from the global allocator.
    pub(super) allocations: ShardedCounter,
    /// Slots that were freed as there was no budget for them.
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
                budgeted: AtomicUsize::new(0),
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

    /// Keeps a magazine for other threads if there is budget for it, and frees it otherwise.
    pub(super) fn insert(&self, magazine: Magazine, thread: usize, stack: usize) {
        let class = magazine.class();
        let stacks = self.stacks(class);
        stacks.repay(&magazine);
        let depth = magazine.depth();
        if depth == 0 || self.settings.shared() == 0 {
            return;
        }
        while !stacks.population.reserve(depth) {
            let has_grown = self.grow(class, depth) || self.interval.may_reclaim() && self.reclaim(class, depth);
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
        if self.budgeted.load(Relaxed) > self.settings.shared() {
            self.empty();
        }
    }

    /// Gives a class a budget for `depth` slots more, at least, and returns `true` if it did.
    fn grow(&self, class: Class, depth: usize) -> bool {
        let bound = self.settings.shared();
        // Whole pieces of half of the bound, so that they leave some for classes that need less than one. Beyond that, what
        // is needed is given alone.
        [(unit(class).max(depth), bound / 2), (depth, bound)].into_iter().any(|(slots, bound)| {
            let bytes = slots * class.size();
            let grown = |budgeted: usize| budgeted.checked_add(bytes).filter(|budgeted| *budgeted <= bound);
            // ORDERING: Relaxed: a sum. Each change of it is such an exchange, so two threads can't both get the last piece.
            if self.budgeted.fetch_update(Relaxed, Relaxed, grown).is_err() {
                return false;
            }
            let can_count = self.stacks(class).population.grow(slots);
            if !can_count {
                // ORDERING: Relaxed: as above.
                self.budgeted.fetch_sub(bytes, Relaxed);
            }
            can_count
        })
    }

    /// Takes back the budget that no slot has, of all classes, and gives this one a budget for `depth` slots if that was enough.
    fn reclaim(&self, class: Class, depth: usize) -> bool {
        class::all().for_each(|class| self.shrink(class));
        self.grow(class, depth)
    }

    /// Takes back the budget of a class that no slot has.
    pub(super) fn shrink(&self, class: Class) {
        let bytes = self.stacks(class).population.shrink() * class.size();
        if bytes > 0 {
            // ORDERING: Relaxed: as in `grow`.
            self.budgeted.fetch_sub(bytes, Relaxed);
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
        // ORDERING: Relaxed: a number for the user. All slots are within the budget at any time, but they are counted one class after
        // the other.
        (slots, bytes.min(self.budgeted.load(Relaxed)))
    }
}

/// The slots of a piece of budget.
fn unit(class: Class) -> usize {
    (PIECE / class.size()).max(1)
}

impl Drop for Depot {
    fn drop(&mut self) {
        self.empty();
    }
}
