//! The state word of a cell: who owns its result slot, and whether anybody waits.
//!
//! | word              | result slot               | waiters                                                          |
//! |-------------------|---------------------------|------------------------------------------------------------------|
//! | `EMPTY`           | empty                     | none                                                             |
//! | node              | empty                     | the node, which is the cell's                                    |
//! | `MORE`            | empty                     | those in the overflow list                                       |
//! | node, `MORE`      | empty                     | the node, and those in the overflow list                         |
//! | `COMPLETING`      | the completer's           | the completer's, and so is the node that stood here              |
//! | `COMPLETE`        | full, everybody's to read | the completer's, who wakes them                                  |
//! | `OBSERVED`        | the same                  | the same; somebody has seen the error                            |
//!
//! 1. `register`  `EMPTY` → node, by whoever waits first.
//! 2. `withdraw`  node → `EMPTY`, or node, `MORE` → `MORE`: it is the waiter's again.
//! 3. `more`      sets `MORE`, by whoever waits next, under the lock of the overflow list. It stays set.
//! 4. `begin`     anything pending → `COMPLETING`, by one completer. The others get `None`, once the word is `COMPLETE`.
//! 5. `finish`    `COMPLETING` → `COMPLETE`, by that completer, once the slot is full. Nobody else changes the word meanwhile.
//!    In between the completer moves the result, and runs no code of the user: so other threads may wait for it.
//! 6. `observe`   `COMPLETE` → `OBSERVED`.
//!
//! A cell with a [future](super::future_cell) has no waiter in its word, which goes from `EMPTY` to `COMPLETE`.
//!
//! A node is only compared here, never read. Once it was taken the word names no node any more, so an address that is used again
//! can't be taken for it.

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
    /// The result is there.
    pub(super) fn is_complete(self) -> bool {
        self.0 == COMPLETE || self.0 == OBSERVED
    }

    /// The result isn't there, nor being written, and nobody waits.
    pub(super) fn is_empty(self) -> bool {
        self.0 == EMPTY
    }

    /// No node stands in the word, but there may be somebody in the overflow list.
    pub(super) fn is_only_more(self) -> bool {
        self.0.addr() == MORE
    }

    /// Nobody registers any more: the result is there, or is being written.
    pub(super) fn is_over(self) -> bool {
        self.0.addr() & TAGS & !MORE != 0
    }

    pub(super) fn is_observed(self) -> bool {
        self.0 == OBSERVED
    }

    /// The node that stands in the word, if one does.
    pub(super) fn first(self) -> Option<NonNull<Node>> {
        if self.is_over() { None } else { NonNull::new(self.0.map_addr(|address| address & !TAGS)) }
    }

    /// There may be somebody in the overflow list.
    pub(super) fn has_more(self) -> bool {
        self.0.addr() & MORE != 0
    }
}

impl Word {
    /// Pending.
    pub(super) fn pending() -> Self {
        Self(AtomicPtr::new(EMPTY))
    }

    /// Of a cell that is made with its result.
    pub(super) fn complete() -> Self {
        Self(AtomicPtr::new(COMPLETE))
    }

    #[inline(always)]
    pub(super) fn load(&self) -> Snapshot {
        // ORDERING: Acquire takes the result from the Release in `finish`, where the word is `COMPLETE`.
        Snapshot(self.0.load(Acquire))
    }

    /// The word, asked by the last who has the cell.
    pub(super) fn load_alone(&self) -> Snapshot {
        // ORDERING: Relaxed: whoever changed it has given the cell up before, by `Header::leave`.
        Snapshot(self.0.load(Relaxed))
    }

    /// Transition 1: whether the word took the node. If not, it's still the caller's.
    #[inline]
    pub(super) fn register(&self, node: NonNull<Node>) -> bool {
        // ORDERING: Relaxed, a hint that spares whoever waits next an exchange: on refusal the lock is taken, and the word asked again.
        let is_empty = self.0.load(Relaxed) == EMPTY;
        // ORDERING: Release hands the node to the Acquire in `begin`. Relaxed, as above.
        is_empty && self.0.compare_exchange(EMPTY, node.as_ptr(), Release, Relaxed).is_ok()
    }

    /// Transition 2: whether the node is the caller's again. Otherwise a completer has it.
    pub(super) fn withdraw(&self, node: NonNull<Node>) -> bool {
        let with_more = node.as_ptr().map_addr(|address| address | MORE);
        // ORDERING: Relaxed: nobody has read the node, and nothing is handed over.
        let alone = self.0.compare_exchange(node.as_ptr(), EMPTY, Relaxed, Relaxed).is_ok();
        // ORDERING: Relaxed, as above.
        alone || self.0.compare_exchange(with_more, EMPTY.map_addr(|_| MORE), Relaxed, Relaxed).is_ok()
    }

    /// Transition 3, unless `MORE` is set: whether it is now. If not, it is too late. The caller holds the lock of the overflow list.
    ///
    /// Once this has succeeded whoever begins to complete takes the list, after the caller has let go of the lock.
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

    /// Transition 4: what stood here; or `None`, once the result of another completer can be read.
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
