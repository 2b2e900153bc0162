//! The shared stash: full magazines on their way from threads that finish tasks to threads that make them.
//!
//! A rack a class, and a row of pegs on each. A peg is null or owns a magazine, and changes by one atomic exchange:
//!
//! 1. `insert`: null → magazine, by a thread that has one too many.
//! 2. `remove`: magazine → null, by a thread that has none.
//! 3. `empty`: either → null, by a thread that trims or has set bounds.
//!
//! There is no lock, so nobody waits, whatever has become of another thread: a fork may have left it behind.

use core::ptr;
use core::sync::atomic::Ordering::{AcqRel, Relaxed};

use super::Retention;
use super::class::{Class, SLOTS};
use super::magazine::{Magazine, Node};
use super::settings::Settings;
use crate::sync::{AtomicPtr, AtomicUsize, const_fn, nulls, shared_static};

/// Magazines of a class that the stash has room for.
const PEGS: usize = if cfg!(valuetask_loom) { 2 } else { 64 };

/// What all threads share.
pub(super) struct Stash {
    pub(super) settings: Settings,
    racks: [Rack; SLOTS],
}

shared_static! {
    static SHARED: Stash = Stash::new(Retention::DEFAULT);
}

/// The stash of all threads.
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

    /// Keeps a magazine for any thread that needs it, as far as the bound allows; frees it otherwise.
    pub(super) fn insert(&self, magazine: Magazine) {
        if let Ok(index) = magazine.class().index() {
            self.racks[index].insert(magazine, &self.settings);
        }
    }

    /// Sets the bounds, and gives every slot back to the global allocator.
    pub(super) fn set(&self, retention: Retention) {
        self.settings.set(retention);
        self.empty();
    }

    /// Gives every slot back to the global allocator.
    pub(super) fn empty(&self) {
        self.racks.iter().for_each(Rack::empty);
    }

    /// How many slots are in the stash, and their bytes.
    pub(super) fn retained(&self) -> (usize, usize) {
        self.racks.iter().fold((0, 0), |(slots, bytes), rack| {
            // ORDERING: Relaxed, a number to be shown.
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
    /// Slots on all pegs, and those that are just going in or out.
    slots: AtomicUsize,
    class: Class,
}

impl Rack {
    const_fn! {
        fn new(class: Class) -> Self {
            Self { pegs: nulls(), slots: AtomicUsize::new(0), class }
        }
    }

    /// See [`Stash::insert`].
    ///
    /// # Panics
    ///
    /// If the magazine is of another class.
    fn insert(&self, magazine: Magazine, settings: &Settings) {
        assert!(magazine.class() == self.class, "slots of one class don't go among those of another");
        let depth = magazine.depth();
        // ORDERING: Relaxed. Every change of the number is such an exchange, so two threads can't both find room for one.
        let reserved = self.slots.fetch_add(depth, Relaxed) + depth;
        if reserved > settings.shared_slots(self.class) {
            // ORDERING: Relaxed, as above.
            self.slots.fetch_sub(depth, Relaxed);
        } else if let Some(magazine) = self.put(magazine) {
            // ORDERING: Relaxed, as above.
            self.slots.fetch_sub(depth, Relaxed);
            drop(magazine);
        } else if reserved > settings.shared_slots(self.class) {
            // A lower bound was set since. Whoever set it may have emptied the peg before we filled it.
            self.empty();
        }
    }

    /// Transition 1, or the magazine back if all pegs are full. An empty one is kept by any.
    fn put(&self, magazine: Magazine) -> Option<Magazine> {
        let top = magazine.into_top();
        // ORDERING: Release hands the magazine to the Acquire in `empty_peg`. Acquire takes the bound from the Release in
        // `empty_peg`: where the peg was emptied after a bound was set, that bound is seen.
        let put = |peg: &AtomicPtr<Node>| peg.compare_exchange(ptr::null_mut(), top, AcqRel, Relaxed).is_ok();
        // ORDERING: Relaxed, a hint that spares an exchange. A peg that seems full is one: the magazine is freed if all seem so.
        let seems_empty = |peg: &&AtomicPtr<Node>| peg.load(Relaxed).is_null();
        if self.pegs.iter().filter(seems_empty).any(put) {
            return None;
        }
        // SAFETY: turned into `top` above, on this thread, and no peg has it.
        unsafe { Magazine::from_top(top, self.class) }
    }

    /// Transition 2.
    fn remove(&self) -> Option<Magazine> {
        // ORDERING: Relaxed, here and in the filter: hints that spare an exchange. A magazine that is missed is there next time.
        if self.slots.load(Relaxed) == 0 {
            return None;
        }
        self.pegs.iter().filter(|peg| !peg.load(Relaxed).is_null()).find_map(|peg| self.empty_peg(peg))
    }

    /// Transition 3. Checks nothing first: an exchange of null for null, too, tells who fills the peg of the bound.
    fn empty(&self) {
        self.pegs.iter().for_each(|peg| drop(self.empty_peg(peg)));
    }

    fn empty_peg(&self, peg: &AtomicPtr<Node>) -> Option<Magazine> {
        // ORDERING: Acquire takes the magazine from the Release in `put`; Release hands it the bound that was set before.
        let top = peg.swap(ptr::null_mut(), AcqRel);
        // SAFETY: the peg owned it by the invariant of `Rack`, and the exchange gave it to us alone.
        let magazine = unsafe { Magazine::from_top(top, self.class) }?;
        // ORDERING: Relaxed, as in `insert`.
        self.slots.fetch_sub(magazine.depth(), Relaxed);
        Some(magazine)
    }
}

impl Drop for Rack {
    fn drop(&mut self) {
        self.empty();
    }
}
