//! The intervals of time that the stash looks at: what one doesn't use is freed in the next.
//!
//! The fewest slots that a class had in an interval are those that no thread needed. So a program that makes and finishes
//! calls in waves allocates none after the second wave, unless an interval passes between two. The working set of a depot
//! is measured so by Bonwick and Adams, "Magazines and Vmem", USENIX 2001.
//!
//! Time is looked at on each 64th slow path of a thread. Each slow path then frees up to [`FREED`] slots of what is
//! surplus, so that no call frees much.
#![forbid(unsafe_code)]

use core::sync::atomic::Ordering::Relaxed;

use super::class::{CLASSES, Class};
use super::stash::Stash;
use crate::sync::{AtomicCount, AtomicUsize, Count, const_fn};

/// The slots that one slow path frees.
pub(super) const FREED: usize = 64;
/// The slow paths of a thread between two looks at the clock.
pub(super) const LOOK: u32 = 64;

/// The interval that runs.
pub(super) struct Interval {
    /// When it began, in milliseconds.
    began: AtomicCount,
    /// One more than the index of the class whose surplus is freed next, or 0 if there is none.
    next: AtomicUsize,
    /// 1 if the room of all classes was looked through in this interval, as there was none left.
    full: AtomicUsize,
    /// The process that the slots are counted in, or 0 before the first thread keeps any.
    process: AtomicUsize,
}

impl Interval {
    const_fn! {
        pub(super) fn new() -> Self {
            Self {
                began: AtomicCount::new(0),
                next: AtomicUsize::new(0),
                full: AtomicUsize::new(0),
                process: AtomicUsize::new(0),
            }
        }
    }

    /// Notes the process, unless another one is noted.
    pub(super) fn begin(&self) {
        if self.process.load(Relaxed) == 0 {
            self.process.store(process(), Relaxed);
        }
    }

    /// Returns `true` at its first call in a forked child.
    pub(super) fn is_forked(&self) -> bool {
        let now = process();
        let before = self.process.load(Relaxed);
        before != 0 && before != now && self.process.compare_exchange(before, now, Relaxed, Relaxed).is_ok()
    }

    /// Returns `true` once in an interval.
    pub(super) fn may_make_room(&self) -> bool {
        // ORDERING: Relaxed, here and in all of this file: hints, and numbers by which no more is freed than is there.
        self.full.load(Relaxed) == 0 && self.full.swap(1, Relaxed) == 0
    }
}

impl Stash {
    /// Ends the interval if it is over.
    pub(super) fn look(&self) {
        let (now, began) = (now(), self.interval.began.load(Relaxed));
        // A clock that was set back ends it, too.
        let is_over = now.wrapping_sub(began) >= self.settings.interval();
        if is_over && self.interval.began.compare_exchange(began, now, Relaxed, Relaxed).is_ok() {
            self.interval.full.store(0, Relaxed);
            self.end_interval();
        }
    }

    /// Finds what this interval didn't use, and begins the next.
    pub(super) fn end_interval(&self) {
        if self.interval.is_forked() {
            // Of a list that a thread had taken out at the fork, the child has nothing but the number.
            super::class::all().for_each(|class| self.rack(class).take_back(class));
        }
        for class in super::class::all() {
            let rack = self.rack(class);
            let slots = rack.population.slots();
            let unused = rack.low.swap(slots, Relaxed).min(slots);
            rack.surplus.store(unused, Relaxed);
            self.shrink(class);
        }
        self.interval.next.store(1, Relaxed);
    }

    /// Frees some of what is surplus: at least one magazine, and about [`FREED`] slots.
    pub(super) fn free_surplus(&self, first: usize) {
        let mut left = FREED;
        // Each turn frees a slot, or leaves a class.
        for _ in 0..FREED + CLASSES {
            let next = self.interval.next.load(Relaxed);
            if next == 0 || left == 0 {
                return;
            }
            match self.free_one(Class::at(next - 1), first, left) {
                Some(freed) => left -= freed,
                None => {
                    let after = if next < CLASSES { next + 1 } else { 0 };
                    // Another thread may have moved it, or begun again.
                    let _ = self.interval.next.compare_exchange(next, after, Relaxed, Relaxed);
                }
            }
        }
    }

    /// Frees a magazine of the surplus of a class, and returns the number of its slots. `None` if there is no surplus.
    fn free_one(&self, class: Class, first: usize, most: usize) -> Option<usize> {
        let rack = self.rack(class);
        let surplus = rack.surplus.load(Relaxed);
        if surplus == 0 {
            return None;
        }
        let Some(magazine) = rack.remove(class, first) else {
            rack.surplus.store(0, Relaxed);
            return None;
        };
        let freed = magazine.depth();
        rack.surplus.store(surplus.saturating_sub(freed), Relaxed);
        drop(magazine);
        self.shrink(class);
        Some(freed.min(most))
    }

    /// Frees all that is surplus.
    pub(super) fn free_all_surplus(&self) {
        super::class::all().for_each(|class| while self.free_one(class, 0, FREED).is_some() {});
    }
}

/// Returns the number of this process, never 0.
#[cfg(all(unix, not(valuetask_loom)))]
fn process() -> usize {
    std::process::id() as usize
}

/// Nothing forks.
#[cfg(not(all(unix, not(valuetask_loom))))]
fn process() -> usize {
    1
}

/// Returns the time in milliseconds. Its beginning has no meaning.
#[cfg(not(any(valuetask_loom, miri, all(target_family = "wasm", target_os = "unknown"))))]
fn now() -> Count {
    use std::time::{SystemTime, UNIX_EPOCH};
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis() as Count)
}

/// Counts looks, where there is no clock, or Miri isolates it: a hundred for a second.
#[cfg(any(valuetask_loom, miri, all(target_family = "wasm", target_os = "unknown")))]
fn now() -> Count {
    use core::sync::atomic::AtomicUsize;
    static LOOKS: AtomicUsize = AtomicUsize::new(0);
    10 * LOOKS.fetch_add(1, Relaxed) as Count
}
