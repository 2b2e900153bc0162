//! The pool's bounds, for all threads.

use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use super::Retention;
use super::class::{Class, SLOTS};
use crate::sync::{AtomicUsize, const_fn};

/// The most magazines of a class that a thread keeps.
const MAGAZINES: usize = 2;
/// The bytes of blocks that a thread may keep for each byte of slots.
const BLOCK_BYTES_A_SLOT_BYTE: usize = 4;

/// The bounds of [`Retention`], and their generation.
pub(super) struct Settings {
    thread: AtomicUsize,
    shared: AtomicUsize,
    /// One more than the number of times that the bounds were set.
    ///
    /// A thread with another number hasn't applied them yet.
    generation: AtomicUsize,
}

impl Settings {
    const_fn! {
        pub(super) fn new(retention: Retention) -> Self {
            Self {
                thread: AtomicUsize::new(retention.thread),
                shared: AtomicUsize::new(retention.shared),
                generation: AtomicUsize::new(1),
            }
        }
    }

    pub(super) fn set(&self, retention: Retention) {
        // ORDERING: Relaxed: the change of the generation publishes it.
        self.thread.store(retention.thread, Relaxed);
        // ORDERING: Relaxed: the swaps of `Rack::empty`, which follow, publish it.
        self.shared.store(retention.shared, Relaxed);
        // ORDERING: Release hands `thread` to the Acquire in `generation`.
        self.generation.fetch_add(1, Release);
    }

    /// Returns the generation of the bounds, never 0.
    pub(super) fn generation(&self) -> usize {
        // ORDERING: Acquire takes `thread` from the Release in `set`.
        self.generation.load(Acquire)
    }

    /// Returns the slots in one magazine: all classes have equal shares of a thread's bytes.
    pub(super) fn magazine_capacity(&self, class: Class) -> usize {
        // ORDERING: Relaxed: at least as new as the generation that was read before.
        self.thread.load(Relaxed) / (SLOTS * MAGAZINES * class.size())
    }

    /// Returns the bytes of blocks that a thread may keep.
    pub(super) fn block_bytes(&self) -> usize {
        // ORDERING: Relaxed: at least as new as the generation that was read before.
        self.thread.load(Relaxed).saturating_mul(BLOCK_BYTES_A_SLOT_BYTE)
    }

    /// Returns the slots that the stash may keep of one class.
    ///
    /// All classes have equal shares of its bytes.
    pub(super) fn shared_slots(&self, class: Class) -> usize {
        // ORDERING: Relaxed: at least as new as the swap that emptied the peg which was filled before, see
        // `Rack::insert`.
        self.shared.load(Relaxed) / (SLOTS * class.size())
    }
}
