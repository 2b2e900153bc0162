//! The shared stash: full magazines on their way from threads that finish tasks to threads that make them.
//!
//! One lock a class, taken once for a whole magazine. What would not fit into the bound goes to the global allocator.

use super::class::{CLASSES, Class};
use super::magazine::{Magazine, Rack};
use super::settings;
use crate::sync::{Mutex, MutexGuard, const_fn, shared_static};

/// The racks of all classes.
pub(super) struct Stash([Mutex<Rack>; CLASSES]);

shared_static! {
    static SHARED: Stash = Stash::new();
}

/// The stash of all threads.
pub(super) fn shared() -> &'static Stash {
    &SHARED
}

impl Stash {
    const_fn! {
        fn new() -> Self {
            const { assert!(CLASSES == 7) };
            Self([
                Mutex::new(Rack::new()), Mutex::new(Rack::new()), Mutex::new(Rack::new()), Mutex::new(Rack::new()),
                Mutex::new(Rack::new()), Mutex::new(Rack::new()), Mutex::new(Rack::new()),
            ])
        }
    }

    /// The rack of one class. Nothing panics while it is held, so a poisoned lock is as good as any.
    fn rack(&self, class: Class) -> MutexGuard<'_, Rack> {
        self.0[class.index()].lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// A full magazine, if there is one.
    pub(super) fn remove(&self, class: Class) -> Option<Magazine> {
        self.rack(class).remove()
    }

    /// Keeps a full magazine for any thread that needs it, as far as the bound allows.
    pub(super) fn insert(&self, class: Class, magazine: Magazine) {
        let mut rack = self.rack(class);
        if (rack.slots() + magazine.depth()) * class.size() <= settings::shared_bytes_a_class() {
            rack.insert(magazine);
        } else {
            drop(rack);
            magazine.free_all(class);
        }
    }

    /// Gives every slot back to the global allocator, and says how many there were.
    pub(super) fn empty(&self) -> usize {
        let mut count = 0;
        for class in Class::all() {
            while let Some(magazine) = self.remove(class) {
                count += magazine.free_all(class);
            }
        }
        count
    }

    /// Slots and bytes in the stash.
    pub(super) fn retained(&self) -> (usize, usize) {
        Class::all().fold((0, 0), |(slots, bytes), class| {
            let here = self.rack(class).slots();
            (slots + here, bytes + here * class.size())
        })
    }
}

#[cfg(all(test, valuetask_loom))]
mod models {
    use ::loom::sync::Arc;
    use ::loom::thread;

    use super::super::memory::allocate;
    use super::*;

    /// A magazine of so many new slots of the smallest class.
    fn magazine(class: Class, slots: usize) -> Magazine {
        (0..slots).fold(Magazine::EMPTY, |magazine, depth| {
            // SAFETY: a slot of this class, fresh from the allocator, on a magazine of that depth.
            unsafe { magazine.push(allocate(class.layout()), depth) }
        })
    }

    /// What a thread puts in, if anything, and how many slots it then takes out.
    fn insert_and_remove(stash: &Stash, class: Class, slots: usize) -> usize {
        if slots > 0 {
            stash.insert(class, magazine(class, slots));
        }
        stash.remove(class).map_or(0, |taken| taken.free_all(class))
    }

    /// Two threads that put in and take out, or only take out: each slot is found once, wherever it went.
    #[test]
    fn no_slot_is_lost_or_found_twice() {
        for slots in [[1, 2], [2, 0]] {
            ::loom::model(move || {
                let class = Class::all().next().expect("there are classes");
                let stash = Arc::new(Stash::new());
                let threads = slots.map(|slots| {
                    let stash = Arc::clone(&stash);
                    thread::spawn(move || insert_and_remove(&stash, class, slots))
                });
                let taken: usize = threads.map(|thread| thread.join().expect("no panic")).iter().sum();
                assert_eq!(taken + stash.empty(), slots.iter().sum());
            });
        }
    }
}
