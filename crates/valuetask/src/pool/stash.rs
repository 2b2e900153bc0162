//! The shared stash: full magazines from threads that complete tasks, for threads that make them.
//!
//! It has a rack for each class, with a row of pegs. A peg is null or owns a magazine, and changes by one atomic
//! exchange:
//!
//! 1. `insert`: null → magazine, by a thread that has one too many.
//! 2. `remove`: magazine → null, by a thread that has none.
//! 3. `empty`: either → null, by a thread that trims or has set bounds.
//!
//! There is no lock, so no thread waits, even for one that a fork has left behind.

use core::ptr;
use core::sync::atomic::Ordering::{AcqRel, Relaxed};

use super::Retention;
use super::class::{Class, SLOTS};
use super::magazine::{Magazine, Node};
use super::settings::Settings;
use crate::sync::{AtomicPtr, AtomicUsize, const_fn, nulls, shared_static};

/// The most magazines of a class in the stash.
const PEGS: usize = if cfg!(valuetask_loom) { 2 } else { 64 };

/// The memory that all threads share.
pub(super) struct Stash {
    pub(super) settings: Settings,
    racks: [Rack; SLOTS],
}

shared_static! {
    static SHARED: Stash = Stash::new(Retention::DEFAULT);
}

/// Returns the stash of all threads.
pub(super) fn shared() -> &'static Stash {
    &SHARED
}

impl Stash {
    const_fn! {
        pub(super) fn new(retention: Retention) -> Self {
            Self {
                settings: Settings::new(retention),
                racks: [
                    Rack::new(Class::slot(0)), Rack::new(Class::slot(1)), Rack::new(Class::slot(2)),
                    Rack::new(Class::slot(3)), Rack::new(Class::slot(4)), Rack::new(Class::slot(5)),
                    Rack::new(Class::slot(6)),
                ],
            }
        }
    }

    /// Takes a magazine that isn't empty, if there is one.
    pub(super) fn remove(&self, class: Class) -> Option<Magazine> {
        self.racks[class.index().ok()?].remove()
    }

    /// Keeps a magazine for other threads as far as the bound allows, and frees it otherwise.
    pub(super) fn insert(&self, magazine: Magazine) {
        if let Ok(index) = magazine.class().index() {
            self.racks[index].insert(magazine, &self.settings);
        }
    }

    /// Sets the bounds, and returns every slot to the global allocator.
    pub(super) fn set(&self, retention: Retention) {
        self.settings.set(retention);
        self.empty();
    }

    /// Returns every slot to the global allocator.
    pub(super) fn empty(&self) {
        self.racks.iter().for_each(Rack::empty);
    }

    /// Returns the number of slots in the stash, and their bytes.
    pub(super) fn retained(&self) -> (usize, usize) {
        self.racks.iter().fold((0, 0), |(slots, bytes), rack| {
            // ORDERING: Relaxed: a number for the user.
            let here = rack.slots.load(Relaxed);
            (slots + here, bytes + here * rack.class.size())
        })
    }
}

/// The magazines of one class.
///
/// Invariant: a peg is null, or came from [`Magazine::into_top`] of this class and owns that magazine.
struct Rack {
    pegs: [AtomicPtr<Node>; PEGS],
    /// The slots on all pegs, and those that are being moved in or out.
    slots: AtomicUsize,
    class: Class,
}

impl Rack {
    const_fn! {
        fn new(class: Class) -> Self {
            Self { pegs: nulls(), slots: AtomicUsize::new(0), class }
        }
    }

    /// Implements [`Stash::insert`].
    ///
    /// # Panics
    ///
    /// Panics if the magazine is of another class.
    fn insert(&self, magazine: Magazine, settings: &Settings) {
        assert!(magazine.class() == self.class, "slots of one class don't go among those of another");
        let depth = magazine.depth();
        // ORDERING: Relaxed. Every change of the number is such an exchange, so two threads can't both find room for
        // one.
        let reserved = self.slots.fetch_add(depth, Relaxed) + depth;
        if reserved > settings.shared_slots(self.class) {
            // ORDERING: Relaxed: a number, as in the reservation above.
            self.slots.fetch_sub(depth, Relaxed);
        } else if let Some(magazine) = self.put(magazine) {
            // ORDERING: Relaxed: a number, as in the reservation above.
            self.slots.fetch_sub(depth, Relaxed);
            drop(magazine);
        } else if reserved > settings.shared_slots(self.class) {
            // A lower bound was set since. The thread that set it may have emptied the peg before this call filled it.
            self.empty();
        }
    }

    /// Makes transition 1, or returns the magazine if all pegs are full.
    ///
    /// Any peg keeps an empty magazine.
    fn put(&self, magazine: Magazine) -> Option<Magazine> {
        let top = magazine.into_top();
        // ORDERING: Release hands the magazine to the Acquire in `empty_peg`. Acquire takes the bound from the Release
        // in `empty_peg`: if the peg was emptied after a bound was set, that bound is seen.
        let put = |peg: &AtomicPtr<Node>| peg.compare_exchange(ptr::null_mut(), top, AcqRel, Relaxed).is_ok();
        // ORDERING: Relaxed, a hint that saves an exchange. A peg that seems full counts as full: the magazine is freed
        // if all do.
        let seems_empty = |peg: &&AtomicPtr<Node>| peg.load(Relaxed).is_null();
        if self.pegs.iter().filter(seems_empty).any(put) {
            return None;
        }
        // SAFETY: turned into `top` above, on this thread, and no peg has it.
        unsafe { Magazine::from_top(top, self.class) }
    }

    /// Makes transition 2.
    fn remove(&self) -> Option<Magazine> {
        // ORDERING: Relaxed, here and in the filter: hints that save an exchange. The next call finds a magazine that
        // this one misses.
        if self.slots.load(Relaxed) == 0 {
            return None;
        }
        self.pegs.iter().filter(|peg| !peg.load(Relaxed).is_null()).find_map(|peg| self.empty_peg(peg))
    }

    /// Makes transition 3.
    ///
    /// Without a check before: an exchange of null for null, too, publishes the bound to the next `put`.
    fn empty(&self) {
        self.pegs.iter().for_each(|peg| drop(self.empty_peg(peg)));
    }

    fn empty_peg(&self, peg: &AtomicPtr<Node>) -> Option<Magazine> {
        // ORDERING: Acquire takes the magazine from the Release in `put`; Release hands it the bound that was set before.
        let top = peg.swap(ptr::null_mut(), AcqRel);
        // SAFETY: the peg owned it by the invariant of `Rack`, and the exchange gave it to this call alone.
        let magazine = unsafe { Magazine::from_top(top, self.class) }?;
        // ORDERING: Relaxed: a number, as in `insert`.
        self.slots.fetch_sub(magazine.depth(), Relaxed);
        Some(magazine)
    }
}

impl Drop for Rack {
    fn drop(&mut self) {
        self.empty();
    }
}
