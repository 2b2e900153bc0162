//! Magazines: stacks of free slots, chained through the slots themselves. All unsafe code about free memory is here.
//!
//! The top slot of a magazine has, in its own memory, a link to the slot below it and the number of slots from there
//! down to the bottom. So a push knows whether the magazine is full, without a counter beside it. At the bottom is
//! [`BOTTOM`], which isn't a slot: so an empty magazine is read like any other, and a push needs no check for it.
//!
//! The scheme of magazines that move whole between threads is Bonwick and Adams, "Magazines and Vmem", USENIX 2001.

use core::cell::Cell;
use core::mem::ManuallyDrop;
use core::ptr::{self, NonNull};

use super::class::{Class, SMALLEST};
use super::memory;
use crate::sync::Witness;

/// The content of a free slot.
///
/// Invariant: a `Node` in a magazine is [`BOTTOM`], or the start of memory that was allocated with the layout of the
/// magazine's class. Its pointer may access all of that memory, which holds nothing else and which only this magazine
/// can reach.
pub(super) struct Node {
    /// The node below, null only in `BOTTOM`.
    below: *mut Node,
    /// The number of slots from this one to the bottom, this one included.
    depth: usize,
    written: Witness,
}

const _: () = assert!(size_of::<Node>() <= SMALLEST);

/// The only static of a `Node`: never written, and the target of every empty magazine.
struct Bottom(Node);

// SAFETY: never written, by the invariant of `Magazine`.
unsafe impl Sync for Bottom {}

static BOTTOM: Bottom = Bottom(Node { below: ptr::null_mut(), depth: 0, written: Witness::ABSENT });

/// A stack of free memory of one class. Dropping it returns the memory to the global allocator.
///
/// Invariant: `top` is the top [`Node`] of a chain that ends at [`BOTTOM`], and only this refers to the chain. Nodes in a
/// magazine are only read. Only memory that isn't in a magazine yet is written.
///
/// Shared references change it, but never two at a time: it isn't `Sync`, and none of its functions calls foreign code
/// during a change of the chain. It isn't `Send` either: it is moved as the pointer of [`into_top`](Self::into_top).
pub(super) struct Magazine {
    top: Cell<NonNull<Node>>,
    class: Class,
}

impl Magazine {
    /// Creates an empty magazine for slots of this class.
    pub(super) const fn new(class: Class) -> Self {
        match NonNull::new((&raw const BOTTOM.0).cast_mut()) {
            Some(bottom) => Self { top: Cell::new(bottom), class },
            None => panic!("a static has an address"),
        }
    }

    pub(super) fn class(&self) -> Class {
        self.class
    }

    /// Returns the number of slots.
    #[inline(always)]
    pub(super) fn depth(&self) -> usize {
        let top = self.top.get();
        // SAFETY: a live `Node`, by the invariant of `Magazine`.
        unsafe { (*top.as_ptr()).depth }
    }

    /// Pops the top slot, which then belongs to the caller.
    #[inline(always)]
    pub(super) fn pop(&self) -> Option<NonNull<u8>> {
        let top = self.top.get();
        // SAFETY: a live `Node`, by the invariant of `Magazine`.
        let node = unsafe { top.as_ref() };
        node.written.read();
        self.top.set(NonNull::new(node.below)?);
        Some(top.cast())
    }

    /// Pushes a slot if there are fewer than `capacity`, and returns `true` if it did.
    ///
    /// # Safety
    ///
    /// The slot belongs to the caller, holds nothing, and was allocated with the layout of this magazine's class. The
    /// magazine owns it if this returns `true`, and the caller otherwise.
    #[inline(always)]
    #[must_use]
    pub(super) unsafe fn push(&self, slot: NonNull<u8>, capacity: usize) -> bool {
        let depth = self.depth();
        if depth >= capacity {
            return false;
        }
        let node = slot.cast::<Node>();
        let below = self.top.get().as_ptr();
        // SAFETY: the caller gives up a slot, which is larger than a `Node` (asserted above) and aligned for one.
        unsafe { node.write(Node { below, depth: depth + 1, written: Witness::of_a_write() }) };
        self.top.set(node);
        true
    }

    /// Returns the top slot to the global allocator, and returns `true` if there was one.
    pub(super) fn free_one(&self) -> bool {
        let Some(slot) = self.pop() else { return false };
        // SAFETY: the invariant of `Node`: a popped slot is owned by this call, and has this class's layout.
        unsafe { memory::free(slot, self.class.layout()) };
        true
    }

    /// Returns slots to the global allocator until `depth` are left.
    pub(super) fn shrink(&self, depth: usize) {
        while self.depth() > depth && self.free_one() {}
    }

    /// Moves all slots into a new magazine.
    pub(super) fn take(&self) -> Self {
        let empty = Self::new(self.class);
        self.swap(&empty);
        empty
    }

    /// Exchanges the slots of two magazines of one class.
    ///
    /// # Panics
    ///
    /// Panics if they are of different classes.
    pub(super) fn swap(&self, other: &Self) {
        assert!(self.class == other.class, "slots of one class don't go among those of another");
        self.top.swap(&other.top);
    }

    /// Turns the magazine into a pointer, which owns it. Null if it is empty.
    pub(super) fn into_top(self) -> *mut Node {
        let magazine = ManuallyDrop::new(self);
        if magazine.depth() == 0 { ptr::null_mut() } else { magazine.top.get().as_ptr() }
    }

    /// Makes a magazine of the pointer that it was turned into, or none of null.
    ///
    /// # Safety
    ///
    /// The pointer came from [`into_top`](Self::into_top) of a magazine of this class, owns it, and that call happens
    /// before this one.
    pub(super) unsafe fn from_top(top: *mut Node, class: Class) -> Option<Self> {
        Some(Self { top: Cell::new(NonNull::new(top)?), class })
    }
}

impl Drop for Magazine {
    fn drop(&mut self) {
        self.shrink(0);
    }
}
