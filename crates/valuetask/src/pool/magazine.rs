//! Magazines: stacks of free slots, chained through the slots themselves. All unsafe code about free memory is here.
//!
//! The free slot on top of a magazine carries, in its own memory, the link to the slot below it and the number of slots
//! from there down to the bottom, so that a push knows whether the magazine is full without a counter beside it. At the
//! bottom is [`BOTTOM`], which is no slot: an empty magazine is read like any other, and a push needs no check for it.
//!
//! The scheme of magazines that travel whole between threads is Bonwick and Adams, "Magazines and Vmem", USENIX 2001.

use core::cell::Cell;
use core::mem::ManuallyDrop;
use core::ptr::{self, NonNull};

use super::class::{Class, SMALLEST};
use super::memory;
use crate::sync::Witness;

/// What a free slot holds.
///
/// Invariant: a `Node` that is in a magazine is [`BOTTOM`], or it is the start of memory which was allocated with the layout
/// of the magazine's class, may be reached through its pointer from the first byte to the last, holds nothing else, and is
/// reachable from that one magazine alone.
pub(super) struct Node {
    /// The node below; null in `BOTTOM` alone.
    below: *mut Node,
    /// Slots from this one to the bottom, this one included.
    depth: usize,
    written: Witness,
}

const _: () = assert!(size_of::<Node>() <= SMALLEST);

/// The only static of a `Node`: nothing writes it, and every empty magazine points to it.
struct Bottom(Node);

// SAFETY: never written, by the invariant of `Magazine`.
unsafe impl Sync for Bottom {}

static BOTTOM: Bottom = Bottom(Node { below: ptr::null_mut(), depth: 0, written: Witness::ABSENT });

/// A stack of free memory of one class, which it owns: dropped, it gives all of it back to the global allocator.
///
/// Invariant: `top` is the topmost [`Node`] of a chain that ends at [`BOTTOM`] and that nobody else refers to. What is
/// reached through it is read; only memory that isn't in a magazine yet is written.
///
/// Shared references change it, but never two at a time: it isn't `Sync`, and none of its functions calls foreign code
/// while the chain is in pieces. Nor is it `Send`: it travels as the pointer that [`into_top`](Self::into_top) gives.
pub(super) struct Magazine {
    top: Cell<NonNull<Node>>,
    class: Class,
}

impl Magazine {
    /// An empty magazine for slots of this class.
    pub(super) const fn new(class: Class) -> Self {
        match NonNull::new((&raw const BOTTOM.0).cast_mut()) {
            Some(bottom) => Self { top: Cell::new(bottom), class },
            None => panic!("a static has an address"),
        }
    }

    pub(super) fn class(&self) -> Class {
        self.class
    }

    /// Slots in this magazine.
    #[inline(always)]
    pub(super) fn depth(&self) -> usize {
        let top = self.top.get();
        // SAFETY: a live `Node`, by the invariant of `Magazine`.
        unsafe { (*top.as_ptr()).depth }
    }

    /// Pops the topmost slot, which is the caller's from now on.
    #[inline(always)]
    pub(super) fn pop(&self) -> Option<NonNull<u8>> {
        let top = self.top.get();
        // SAFETY: a live `Node`, by the invariant of `Magazine`.
        let node = unsafe { top.as_ref() };
        node.written.read();
        self.top.set(NonNull::new(node.below)?);
        Some(top.cast())
    }

    /// Puts a slot on top if there are fewer than `capacity`; says whether it did.
    ///
    /// # Safety
    ///
    /// The slot belongs to the caller, holds nothing, and was allocated with the layout of this magazine's class. It's the
    /// magazine's if this returns `true`, and the caller's otherwise.
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

    /// Gives the topmost slot back to the global allocator, if there is one; says whether there was.
    pub(super) fn free_one(&self) -> bool {
        let Some(slot) = self.pop() else { return false };
        // SAFETY: the invariant of `Node`: popped, it is ours alone, and it has this class's layout.
        unsafe { memory::free(slot, self.class.layout()) };
        true
    }

    /// Gives slots back to the global allocator until no more than so many are left.
    pub(super) fn shrink(&self, depth: usize) {
        while self.depth() > depth && self.free_one() {}
    }

    /// Takes out all that this holds; it is empty from now on.
    pub(super) fn take(&self) -> Self {
        let empty = Self::new(self.class);
        self.swap(&empty);
        empty
    }

    /// Exchanges what two magazines of one class hold.
    ///
    /// # Panics
    ///
    /// If they are of different classes.
    pub(super) fn swap(&self, other: &Self) {
        assert!(self.class == other.class, "slots of one class don't go among those of another");
        self.top.swap(&other.top);
    }

    /// Turns the magazine into a pointer, which owns it from now on; null if it is empty.
    pub(super) fn into_top(self) -> *mut Node {
        let magazine = ManuallyDrop::new(self);
        if magazine.depth() == 0 { ptr::null_mut() } else { magazine.top.get().as_ptr() }
    }

    /// Makes the magazine again that was turned into `top`; none for null.
    ///
    /// # Safety
    ///
    /// It came from [`into_top`](Self::into_top) of a magazine of this class, owns it, and what happened before that call
    /// happens before this one.
    pub(super) unsafe fn from_top(top: *mut Node, class: Class) -> Option<Self> {
        Some(Self { top: Cell::new(NonNull::new(top)?), class })
    }
}

impl Drop for Magazine {
    fn drop(&mut self) {
        self.shrink(0);
    }
}
