//! How many slots of a class the depot has, and what its budget of slots is: one word, so that both change at once.
//!
//! | change   | slots | budget | condition                    |
//! |----------|------:|-------:|------------------------------|
//! | `reserve`| + n   |        | slots + n ≤ budget           |
//! | `release`| − n   |        | n were reserved              |
//! | `grow`   |       | + n    | budget + n fits half a word  |
//! | `shrink` |       | − n    | n = budget − slots           |
//!
//! So the slots never exceed the budget. All orderings are Relaxed: they are numbers, and the stacks hand over what they count.
#![forbid(unsafe_code)]
#![allow(deprecated, reason = "`fetch_update` has another name from Rust 1.95 on")]

use core::sync::atomic::Ordering::Relaxed;

use crate::sync::{AtomicCount, Count, const_fn};

/// The bits of each number.
const HALF: u32 = Count::BITS / 2;

/// Slots, in the lower half, and the budget.
pub(super) struct Population(AtomicCount);

impl Population {
    const_fn! {
        pub(super) fn new() -> Self {
            Self(AtomicCount::new(0))
        }
    }

    /// Returns the number of slots, with those that are being moved in or out.
    pub(super) fn slots(&self) -> usize {
        // ORDERING: Relaxed, here and below: see the head of the file.
        slots(self.0.load(Relaxed))
    }

    /// Counts so many slots, and returns `true` if they are within the budget.
    pub(super) fn reserve(&self, count: usize) -> bool {
        let reserved = |word| (slots(word) + count <= budget(word)).then(|| word + count as Count);
        self.0.fetch_update(Relaxed, Relaxed, reserved).is_ok()
    }

    /// Counts so many slots less, and returns how many are left.
    pub(super) fn release(&self, count: usize) -> usize {
        // What a fork lost may have been taken back while it was only on its way.
        let released = |word| Some(word - slots(word).min(count) as Count);
        let before = self.0.fetch_update(Relaxed, Relaxed, released).unwrap_or_else(|word| word);
        slots(before).saturating_sub(count)
    }

    /// Raises the budget by so many slots, and returns `true` if they can be counted.
    pub(super) fn grow(&self, count: usize) -> bool {
        let grown = |word| (budget(word) + count <= most()).then(|| word + ((count as Count) << HALF));
        self.0.fetch_update(Relaxed, Relaxed, grown).is_ok()
    }

    /// Gives up the budget that no slot has, and returns it.
    pub(super) fn shrink(&self) -> usize {
        let free = |word| budget(word) - slots(word);
        let shrunk = |word| (free(word) > 0).then(|| word - ((free(word) as Count) << HALF));
        self.0.fetch_update(Relaxed, Relaxed, shrunk).map_or(0, free)
    }
}

const fn most() -> usize {
    (Count::MAX >> HALF) as usize
}

const fn slots(word: Count) -> usize {
    (word & (Count::MAX >> HALF)) as usize
}

const fn budget(word: Count) -> usize {
    (word >> HALF) as usize
}

#[cfg(all(test, not(valuetask_loom)))]
mod tests {
    use super::*;

    #[test]
    fn slots_stay_within_the_budget() {
        let population = Population::new();
        assert!(!population.reserve(1));
        assert!(population.grow(10) && population.reserve(7) && !population.reserve(4));
        assert_eq!((population.slots(), population.shrink(), population.shrink()), (7, 3, 0));
        assert!(!population.reserve(1));
        assert_eq!((population.release(3), population.release(9), population.slots()), (4, 0, 0));
        assert_eq!(population.shrink(), 7);
        assert!(!population.grow(most() + 1));
    }
}
