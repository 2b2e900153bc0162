//! The pool's bounds, for all threads.

use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use super::Retention;
use super::class::{Class, SLOTS};
use crate::sync::{AtomicUsize, const_fn};

/// Magazines of a class that a thread keeps at most.
const MAGAZINES: usize = 2;
/// Bytes of blocks that a thread may keep for each byte of slots.
const BLOCK_BYTES_A_SLOT_BYTE: usize = 4;

/// What [`Retention`] says, and which of them it is.
pub(super) struct Settings {
    thread: AtomicUsize,
    shared: AtomicUsize,
    /// How often the bounds were set, and one. A thread that knows another number has yet to take them over.
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
        // ORDERING: Relaxed, as the change of generation is what tells of it.
        self.thread.store(retention.thread, Relaxed);
        // ORDERING: Relaxed, as the swaps of `Rack::empty`, which follow, are what tell of it.
        self.shared.store(retention.shared, Relaxed);
        // ORDERING: Release hands `thread` to the Acquire in `generation`.
        self.generation.fetch_add(1, Release);
    }

    /// The generation of the bounds, never 0.
    pub(super) fn generation(&self) -> usize {
        // ORDERING: Acquire takes `thread` from the Release in `set`.
        self.generation.load(Acquire)
    }

    /// Slots in one magazine: all classes share a thread's bytes alike.
    pub(super) fn magazine_capacity(&self, class: Class) -> usize {
        // ORDERING: Relaxed: at least as new as the generation that was read before.
        self.thread.load(Relaxed) / (SLOTS * MAGAZINES * class.size())
    }

    /// Bytes of blocks that a thread may keep.
    pub(super) fn block_bytes(&self) -> usize {
        // ORDERING: Relaxed, as for `magazine_capacity`.
        self.thread.load(Relaxed).saturating_mul(BLOCK_BYTES_A_SLOT_BYTE)
    }

    /// Slots that the stash may keep of one class: all classes share its bytes alike.
    pub(super) fn shared_slots(&self, class: Class) -> usize {
        // ORDERING: Relaxed: at least as new as the swap that emptied the peg which was filled before, see `Rack::insert`.
        self.shared.load(Relaxed) / (SLOTS * class.size())
    }
}
