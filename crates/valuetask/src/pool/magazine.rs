//! Magazines: stacks of free slots, chained through the slots themselves.
//!
//! The free slot on top of a magazine carries, in its own memory, the link to the slot below it and the number of slots
//! from there down to the bottom, so that a push knows whether the magazine is full without a counter beside it.
//!
//! The scheme of magazines that travel whole between threads is Bonwick and Adams, "Magazines and Vmem", USENIX 2001.

use core::ptr::{self, NonNull};

use super::class::{Class, SMALLEST};
use super::memory;

/// What a free slot holds.
///
/// Invariant: a `Node` that is in a magazine is the start of a slot which was allocated with its class's layout, holds
/// nothing else, and is reachable from that one magazine alone.
struct Node {
    below: *mut Node,
    /// Slots from this one to the bottom, this one included.
    depth: usize,
    /// The next magazine, while this one lies in a [`Rack`]; not written before.
    next: *mut Node,
}

const _: () = assert!(size_of::<Node>() <= SMALLEST);

/// A stack of free slots of one class. Does not free them when dropped: see [`Magazine::free_all`].
///
/// Invariant: null, or the topmost [`Node`] of a magazine that nobody else refers to. `Copy` is for the thread's cells: a
/// copy taken out of one is the magazine, and what the cell still holds is stale until it is written again.
#[derive(Clone, Copy)]
pub(super) struct Magazine(*mut Node);

impl Magazine {
    pub(super) const EMPTY: Self = Self(ptr::null_mut());

    /// Slots in this magazine.
    #[inline(always)]
    pub(super) fn depth(self) -> usize {
        match NonNull::new(self.0) {
            // SAFETY: not null, so by the invariant of `Magazine` it is a live `Node`.
            Some(top) => unsafe { (*top.as_ptr()).depth },
            None => 0,
        }
    }

    /// This magazine without its topmost slot, and that slot.
    #[inline(always)]
    pub(super) fn pop(self) -> Option<(Self, NonNull<u8>)> {
        let top = NonNull::new(self.0)?;
        // SAFETY: by the invariant of `Magazine` it is a live `Node`.
        let below = unsafe { (*top.as_ptr()).below };
        Some((Self(below), top.cast()))
    }

    /// This magazine with `slot` on top of its `depth` slots.
    ///
    /// # Safety
    ///
    /// The slot belongs to the caller, holds nothing, was allocated with the layout of this magazine's class, and `depth` is
    /// [`Magazine::depth`].
    #[inline(always)]
    pub(super) unsafe fn push(self, slot: NonNull<u8>, depth: usize) -> Self {
        let node = slot.cast::<Node>().as_ptr();
        // SAFETY: the caller gives up a slot, which is larger than a `Node` (asserted above) and aligned for one.
        unsafe { (*node).below = self.0 };
        // SAFETY: the same.
        unsafe { (*node).depth = depth + 1 };
        Self(node)
    }

    /// Hands every slot back to the global allocator, and says how many there were.
    pub(super) fn free_all(mut self, class: Class) -> usize {
        let count = self.depth();
        while let Some((rest, slot)) = self.pop() {
            // SAFETY: the invariant of `Node`: nothing else refers to this slot, and it has this class's layout.
            unsafe { memory::free(slot, class.layout()) };
            self = rest;
        }
        count
    }
}

/// Full magazines in a row, chained through their topmost slots.
#[derive(Debug)]
pub(super) struct Rack {
    first: *mut Node,
    slots: usize,
}

// SAFETY: a rack is the only way to its magazines, and free slots are plain memory that any thread may own.
unsafe impl Send for Rack {}

impl Rack {
    pub(super) const fn new() -> Self {
        Self { first: ptr::null_mut(), slots: 0 }
    }

    /// Slots in all magazines together.
    pub(super) fn slots(&self) -> usize {
        self.slots
    }

    /// Puts a magazine in; it must not be empty.
    pub(super) fn insert(&mut self, magazine: Magazine) {
        debug_assert!(magazine.depth() > 0, "an empty magazine has no node to chain it by");
        // SAFETY: not empty, so by the invariant of `Magazine` it is a live `Node`, and now the rack's alone.
        unsafe { (*magazine.0).next = self.first };
        self.first = magazine.0;
        self.slots += magazine.depth();
    }

    /// Takes a magazine out, if there is one.
    pub(super) fn remove(&mut self) -> Option<Magazine> {
        let first = NonNull::new(self.first)?;
        // SAFETY: the rack's nodes are live and its alone (see `insert`).
        self.first = unsafe { (*first.as_ptr()).next };
        let magazine = Magazine(first.as_ptr());
        self.slots -= magazine.depth();
        Some(magazine)
    }
}
