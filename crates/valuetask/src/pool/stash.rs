//! The shared stash: full magazines on their way from threads that finish tasks to threads that make them.
//!
//! One lock a class, taken once for a whole magazine. What would not fit into the bound goes to the global allocator.

use super::class::{CLASSES, Class};
use super::magazine::{Magazine, Rack};
use super::settings;
use crate::sync::{Mutex, MutexGuard};

/// The racks of all classes.
pub(crate) struct Stash([Mutex<Rack>; CLASSES]);

#[cfg(not(valuetask_loom))]
static STASH: Stash = Stash::new();

#[cfg(valuetask_loom)]
loom::lazy_static! {
    static ref STASH: Stash = Stash::new();
}

impl Stash {
    crate::sync::const_fn! {
        fn new() -> Self {
            Self([
                Mutex::new(Rack::new()), Mutex::new(Rack::new()), Mutex::new(Rack::new()), Mutex::new(Rack::new()),
                Mutex::new(Rack::new()), Mutex::new(Rack::new()), Mutex::new(Rack::new()),
            ])
        }
    }

    /// The rack of one class. A panic can't happen while it is held, so a poisoned lock is as good as any.
    fn rack(&self, class: Class) -> MutexGuard<'_, Rack> {
        self.0[class.index()].lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// A full magazine, if the stash has one.
pub(super) fn remove(class: Class) -> Option<Magazine> {
    STASH.rack(class).remove()
}

/// Keeps a full magazine for any thread that needs it, as far as the bound allows.
pub(super) fn insert(class: Class, magazine: Magazine) {
    let mut rack = STASH.rack(class);
    if (rack.slots() + magazine.depth()) * class.size() <= settings::shared_bytes_a_class() {
        rack.insert(magazine);
    } else {
        drop(rack);
        magazine.free_all(class);
    }
}

/// Gives every stashed slot back to the global allocator.
pub(super) fn empty() {
    for class in Class::all() {
        while let Some(magazine) = remove(class) {
            magazine.free_all(class);
        }
    }
}

/// Slots and bytes in the stash.
pub(super) fn retained() -> (usize, usize) {
    Class::all().fold((0, 0), |(slots, bytes), class| {
        let here = STASH.rack(class).slots();
        (slots + here, bytes + here * class.size())
    })
}
