//! The state word of a cell: the owner of its result slot, and the first waiter.
//!
//! | word              | result slot               | waiters                                                          |
//! |-------------------|---------------------------|------------------------------------------------------------------|
//! | `EMPTY`           | empty                     | none                                                             |
//! | node              | empty                     | the node, which is the cell's                                    |
//! | `MORE`            | empty                     | those in the overflow list                                       |
//! | node, `MORE`      | empty                     | the node, and those in the overflow list                         |
//! | `COMPLETING`      | the completer's           | the completer's, and so is the node that was in the word         |
//! | `COMPLETE`        | full, read by all handles | the completer's, which wakes them                                |
//! | `OBSERVED`        | full, its error observed  | as `COMPLETE`                                                    |
//!
//! 1. `register`  `EMPTY` → node, by the first waiter.
//! 2. `withdraw`  node → `EMPTY`, or node, `MORE` → `MORE`: it is the waiter's again.
//! 3. `more`      sets `MORE`, by a later waiter, under the lock of the overflow list. It stays set.
//! 4. `begin`     anything pending → `COMPLETING`, by one completer. The others get `None`, once the word is `COMPLETE`.
//! 5. `finish`    `COMPLETING` → `COMPLETE`, by that completer, once the slot is full. No other thread changes the word meanwhile.
//!    In between the completer moves the result and runs no user code, so other threads may wait for it.
//! 6. `observe`   `COMPLETE` → `OBSERVED`.
//!
//! A cell with a [future](super::future_cell) has no waiter in its word, which goes from `EMPTY` to `COMPLETE`.
//!
//! A node is only compared here, never read. A word whose node was taken never holds one again, so a reused address isn't mistaken for
//! it.

use core::ptr::{self, NonNull};
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use super::waiters::Node;
use crate::sync::{AtomicPtr, yield_now};

const EMPTY: *mut Node = ptr::null_mut();
const MORE: usize = 1;
const COMPLETING: *mut Node = ptr::without_provenance_mut(2);
const COMPLETE: *mut Node = ptr::without_provenance_mut(4);
const OBSERVED: *mut Node = ptr::without_provenance_mut(6);

/// The bits that no node has in its address.
const TAGS: usize = 7;

const _: () = assert!(align_of::<Node>() > TAGS);

/// The word. The nodes in it are the cell's.
pub(super) struct Word(AtomicPtr<Node>);

/// What the word was at one moment.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Snapshot(*mut Node);

impl Snapshot {
    /// The cell has its result.
    pub(super) fn is_complete(self) -> bool {
        self.0 == COMPLETE || self.0 == OBSERVED
    }

    /// The cell is pending, and has no waiters.
    pub(super) fn is_empty(self) -> bool {
        self.0 == EMPTY
    }

    /// No node stands in the word, but waiters may be in the overflow list.
    pub(super) fn is_only_more(self) -> bool {
        self.0.addr() == MORE
    }

    /// The cell takes no waiters any more: it has its result, or a completer is moving it in.
    pub(super) fn is_over(self) -> bool {
        self.0.addr() & TAGS & !MORE != 0
    }

    pub(super) fn is_observed(self) -> bool {
        self.0 == OBSERVED
    }

    /// The node in the word, if there is one.
    pub(super) fn first(self) -> Option<NonNull<Node>> {
        if self.is_over() { None } else { NonNull::new(self.0.map_addr(|address| address & !TAGS)) }
    }

    /// The overflow list may have waiters.
    pub(super) fn has_more(self) -> bool {
        self.0.addr() & MORE != 0
    }
}

impl Word {
    /// Pending.
    pub(super) fn pending() -> Self {
        Self(AtomicPtr::new(EMPTY))
    }

    /// The word of a cell that is made with its result.
    pub(super) fn complete() -> Self {
        Self(AtomicPtr::new(COMPLETE))
    }

    #[inline(always)]
    pub(super) fn load(&self) -> Snapshot {
        // ORDERING: Acquire takes the result from the Release in `finish`, where the word is `COMPLETE`.
        Snapshot(self.0.load(Acquire))
    }

    /// Loads the word, for the owner of the last handle.
    pub(super) fn load_alone(&self) -> Snapshot {
        // ORDERING: Relaxed: `Header::leave` hands over all earlier changes.
        Snapshot(self.0.load(Relaxed))
    }

    /// Transition 1. Returns `true` if the word took the node, which is the caller's otherwise.
    #[inline]
    pub(super) fn register(&self, node: NonNull<Node>) -> bool {
        // ORDERING: Relaxed, a hint that spares a later waiter the exchange: that takes the lock, and loads the word again.
        let is_empty = self.0.load(Relaxed) == EMPTY;
        // ORDERING: Release hands the node to the Acquire in `begin`. Relaxed: nothing is handed over on failure.
        is_empty && self.0.compare_exchange(EMPTY, node.as_ptr(), Release, Relaxed).is_ok()
    }

    /// Transition 2. Returns `true` if the node is the caller's again, and `false` if a completer has it.
    pub(super) fn withdraw(&self, node: NonNull<Node>) -> bool {
        let with_more = node.as_ptr().map_addr(|address| address | MORE);
        // ORDERING: Relaxed: no thread has read the node, and nothing is handed over.
        let alone = self.0.compare_exchange(node.as_ptr(), EMPTY, Relaxed, Relaxed).is_ok();
        // ORDERING: Relaxed: no thread has read the node, and nothing is handed over.
        alone || self.0.compare_exchange(with_more, EMPTY.map_addr(|_| MORE), Relaxed, Relaxed).is_ok()
    }

    /// Transition 3, unless `MORE` is set. Returns `false` if the cell takes no waiters any more.
    ///
    /// The caller holds the lock of the overflow list. If this returns `true`, a later completer takes the list under that lock.
    pub(super) fn more(&self) -> bool {
        // ORDERING: Relaxed, a guess that the exchange confirms; `COMPLETING` and `COMPLETE` stay.
        let mut now = self.0.load(Relaxed);
        loop {
            if Snapshot(now).is_over() || Snapshot(now).has_more() {
                return !Snapshot(now).is_over();
            }
            let with_more = now.map_addr(|address| address | MORE);
            // ORDERING: Relaxed: an exchange goes on with the Release of `register`, and the lock hands over the list. Relaxed: another
            // guess.
            match self.0.compare_exchange(now, with_more, Relaxed, Relaxed) {
                Ok(_) => return true,
                Err(other) => now = other,
            }
        }
    }

    /// Transition 4. Returns the word before, or `None` once the result of another completer can be read.
    #[inline]
    pub(super) fn begin(&self) -> Option<Snapshot> {
        // ORDERING: Relaxed, a guess that the exchange confirms.
        let mut now = self.0.load(Relaxed);
        loop {
            if Snapshot(now).is_over() {
                self.wait_for_finish();
                return None;
            }
            // ORDERING: Acquire takes the node from the Release in `register`. Relaxed: another guess.
            match self.0.compare_exchange(now, COMPLETING, Acquire, Relaxed) {
                Ok(before) => return Some(Snapshot(before)),
                Err(other) => now = other,
            }
        }
    }

    /// Returns once the result of a completer that has begun can be read.
    #[cold]
    pub(super) fn wait_for_finish(&self) {
        while !self.load().is_complete() {
            yield_now();
        }
    }

    /// Transition 5.
    #[inline]
    pub(super) fn finish(&self) {
        // ORDERING: Release hands the result to the Acquire in `load`.
        self.0.store(COMPLETE, Release);
    }

    /// Makes the word of a cell whose last handle is gone, and whose result was taken, that of a cell without one.
    pub(super) fn forget_result(&self) {
        // ORDERING: Relaxed: no other thread uses the word.
        self.0.store(EMPTY, Relaxed);
    }

    /// Transition 6, of a word that was seen to be complete.
    pub(super) fn observe(&self) {
        // ORDERING: Relaxed: an exchange goes on with the Release of `finish`.
        self.0.swap(OBSERVED, Relaxed);
    }
}
