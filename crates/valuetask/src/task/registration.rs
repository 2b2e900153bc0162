//! How one waits for a cell, and stops waiting.
//!
//! Whoever waits first stands in the [word](super::word); everybody after that in the overflow list, under its lock. No waker is
//! cloned, woken or dropped under a lock.

use core::mem;
use core::ptr::{self, NonNull};
use core::task::{Poll, RawWakerVTable, Waker};

use super::cell::Header;
use super::waiters::{List, Node, Waiting};
use super::word::Snapshot;
use crate::sync::lock;

/// Where somebody waits, as that somebody knows it.
///
/// A node named here belongs to the cell. It is touched only after it was taken out of the word, or under the lock of the list while
/// the cell isn't complete: until then nobody else takes it.
pub(crate) struct Registration {
    pub(super) place: Place,
    /// What the waker there is known by, to see whether another one is to be woken.
    waker: (*const (), *const RawWakerVTable),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Nowhere,
    /// In the word.
    First(NonNull<Node>),
    /// In a list.
    Listed(NonNull<Node>),
}

// SAFETY: addresses, which are compared, or used where `Registration` says.
unsafe impl Send for Registration {}
// SAFETY: through a reference nothing is used at all.
unsafe impl Sync for Registration {}

impl Registration {
    pub(super) const NOWHERE: Self = Self { place: Place::Nowhere, waker: (ptr::null(), ptr::null()) };

    pub(super) fn at(place: Place) -> Self {
        Self { place, ..Self::NOWHERE }
    }

    fn known_by(waker: &Waker) -> (*const (), *const RawWakerVTable) {
        (waker.data(), ptr::from_ref(waker.vtable()))
    }

    /// The place, which isn't known here any more.
    #[inline]
    pub(super) fn forget(&mut self) -> Place {
        mem::replace(&mut self.place, Place::Nowhere)
    }

    #[inline]
    pub(super) fn is_nowhere(&self) -> bool {
        matches!(self.place, Place::Nowhere)
    }
}

impl Header {
    /// Waits for the completion of a cell that isn't driven.
    #[inline]
    pub(super) fn wait(&self, registration: &mut Registration, waker: &Waker) -> Poll<()> {
        loop {
            let now = self.word.load();
            if now.is_complete() {
                registration.forget();
                return Poll::Ready(());
            }
            if now.is_over() {
                // The completer is just moving the result in. It has our node, or we have none; so we come back by ourselves.
                waker.wake_by_ref();
                return Poll::Pending;
            }
            if !registration.is_nowhere() {
                if registration.waker == Registration::known_by(waker) {
                    // Still there while the word is pending, and so is the clone that this is the name of.
                    return Poll::Pending;
                }
                drop(self.withdraw(registration));
                continue;
            }
            let clone = waker.clone();
            let known_by = Registration::known_by(&clone);
            if let Ok(place) = self.enter(Waiting::new(clone)) {
                *registration = Registration { place, waker: known_by };
                return Poll::Pending;
            }
        }
    }

    /// Puts somebody among those who wait, unless it is too late.
    #[inline]
    pub(super) fn enter(&self, waiting: Waiting) -> Result<Place, Waiting> {
        let node = waiting.into_node();
        if self.word.register(node) {
            return Ok(Place::First(node));
        }
        // SAFETY: the word didn't take it.
        let waiting = unsafe { Waiting::from_node(node) };
        let mut overflow = lock(&self.overflow);
        // Where it's too late the guard goes before the waiter does.
        if self.word.more() { Ok(Place::Listed(overflow.push(waiting))) } else { Err(waiting) }
    }

    /// Takes somebody out again, unless a completer has them already.
    pub(super) fn withdraw(&self, registration: &mut Registration) -> Option<Waiting> {
        match registration.forget() {
            Place::Nowhere => None,
            // SAFETY: the word has given it back.
            Place::First(node) => self.word.withdraw(node).then(|| unsafe { Waiting::from_node(node) }),
            Place::Listed(node) => self.unlist(node),
        }
    }

    /// Takes a node out of the overflow list, if it's still there.
    fn unlist(&self, node: NonNull<Node>) -> Option<Waiting> {
        let mut overflow = lock(&self.overflow);
        if self.word.load().is_over() {
            return None;
        }
        // SAFETY: pending, so nobody has taken it out of the list that it was put into.
        Some(unsafe { overflow.remove(node) })
    }

    /// Everybody who waited, in the order in which they came, for a completer that found this and `MORE` in the word, or for the last who
    /// has the cell.
    pub(super) fn all(&self, before: Snapshot) -> List {
        let mut waiting = lock(&self.overflow).take();
        if let Some(node) = before.first() {
            // SAFETY: it was given up to the word, and from that to the caller.
            waiting.push_front(unsafe { Waiting::from_node(node) });
        }
        waiting
    }
}
