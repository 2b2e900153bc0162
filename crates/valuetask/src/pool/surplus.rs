//! What an interval of time didn't use, which is freed in the next.
//!
//! The fewest slots that a class had in an interval are those that no thread needed. So a program that makes and finishes
//! calls in waves allocates none after the second wave, unless an interval passes between two. The working set of a depot
//! is measured so by Bonwick and Adams, "Magazines and Vmem", USENIX 2001.
//!
//! Time is looked at on the first slow path of a thread, and on each 64th after it. Each slow path then frees up to
//! [`FREED`] slots of what is surplus, so that no call frees much.
#![forbid(unsafe_code)]
#![allow(deprecated, reason = "`fetch_update` has another name from Rust 1.95 on")]

use core::sync::atomic::Ordering::Relaxed;

use super::class::{self, CLASSES, Class};
use super::depot::Depot;
use super::interval;
use crate::sync::Count;

/// The slots that one slow path frees. A magazine has no more.
pub(super) const FREED: usize = 64;
/// The slow paths of a thread between two looks at the clock.
pub(super) const LOOK: u32 = 64;

// ORDERING: Relaxed in all of this file: hints, and numbers by which no more is freed than is there.
impl Depot {
    /// Looks at the clock, and ends the interval if it is over.
    pub(super) fn look(&self) {
        self.look_at(interval::now());
    }

    pub(super) fn look_at(&self, now: Count) {
        if self.interval.is_over(now, self.settings.interval()) {
            self.end_interval();
        }
    }

    /// Finds what this interval didn't use, and begins the next.
    pub(super) fn end_interval(&self) {
        if self.interval.is_forked() {
            // Of a list that a thread had taken out at the fork, the child has nothing but the number.
            class::all().for_each(|class| self.stacks(class).take_back(class));
        }
        for class in class::all() {
            let stacks = self.stacks(class);
            let slots = stacks.population.slots();
            let unused = stacks.low.swap(slots, Relaxed).min(slots);
            stacks.surplus.store(unused, Relaxed);
            self.shrink(class);
        }
        self.interval.next.store(1, Relaxed);
    }

    /// Frees some of what is surplus: at least one magazine, and at most [`FREED`] slots.
    pub(super) fn free_surplus(&self, first: usize) {
        let mut left = FREED;
        // Each turn frees a slot, or leaves a class.
        for _ in 0..FREED + CLASSES {
            let next = self.interval.next.load(Relaxed);
            if next == 0 {
                return;
            }
            let class = Class::at(next - 1);
            if left < self.settings.magazine_capacity(class).max(1) {
                return;
            }
            match self.free_one(class, first) {
                Some(freed) => left = left.saturating_sub(freed),
                None => {
                    let after = if next < CLASSES { next + 1 } else { 0 };
                    // Another thread may have moved it, or begun again.
                    let _ = self.interval.next.compare_exchange(next, after, Relaxed, Relaxed);
                }
            }
        }
    }

    /// Frees a magazine of the surplus of a class, and returns the number of its slots. `None` if there is no surplus.
    fn free_one(&self, class: Class, first: usize) -> Option<usize> {
        let stacks = self.stacks(class);
        if stacks.surplus.load(Relaxed) == 0 {
            return None;
        }
        let Some(magazine) = self.remove(class, first) else {
            stacks.surplus.store(0, Relaxed);
            return None;
        };
        let freed = magazine.depth();
        // Other threads free some, too: what each of them has freed counts.
        let _ = stacks.surplus.fetch_update(Relaxed, Relaxed, |surplus| Some(surplus.saturating_sub(freed)));
        drop(magazine);
        self.shrink(class);
        Some(freed)
    }

    /// Frees all that is surplus.
    pub(super) fn free_all_surplus(&self) {
        class::all().for_each(|class| while self.free_one(class, 0).is_some() {});
    }
}
