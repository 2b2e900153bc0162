//! Magazines: stacks of free slots, chained through the slots themselves. All unsafe code about free memory is here.
//!
//! The top slot of a magazine has, in its own memory, a link to the slot below it and the number of slots from there
//! down to the bottom. So a push knows whether the magazine is full, without a counter beside it. At the bottom is
//! [`BOTTOM`], which isn't a slot: so an empty magazine is read like any other, and a push needs no check for it.
//!
//! Between threads magazines move in lists, each linked to the next by a third word of its top slot.
//!
//! The scheme of magazines that move whole between threads is Bonwick and Adams, "Magazines and Vmem", USENIX 2001.

use core::cell::Cell;
use core::mem::{ManuallyDrop, MaybeUninit};
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
    /// Of the top of a magazine in a [`List`]: the top of the next, or null. Otherwise it has no meaning.
    next: MaybeUninit<*mut Self>,
}

const _: () = assert!(size_of::<Node>() <= SMALLEST);

/// The only static of a `Node`: never written, and the target of every empty magazine.
struct Bottom(Node);

// SAFETY: never written, by the invariant of `Magazine`.
unsafe impl Sync for Bottom {}

static BOTTOM: Bottom =
    Bottom(Node { below: ptr::null_mut(), depth: 0, written: Witness::ABSENT, next: MaybeUninit::uninit() });

/// A stack of free memory of one class. Dropping it returns the memory to the global allocator.
///
/// Invariant: `top` is the top [`Node`] of a chain that ends at [`BOTTOM`], and only this refers to the chain. Nodes in a
/// magazine are only read, except for `next` in a [`List`]. Only memory that isn't in a magazine yet is written.
///
/// Shared references change it, but never two at a time: it isn't `Sync`, and none of its functions calls foreign code
/// during a change of the chain. It isn't `Send` either: it is moved as the pointer of [`List::into_head`].
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
        unsafe {
            node.write(Node { below, depth: depth + 1, written: Witness::of_a_write(), next: MaybeUninit::uninit() });
        };
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
}

impl Drop for Magazine {
    fn drop(&mut self) {
        self.shrink(0);
    }
}

/// A list of magazines of one class, none of them empty. Dropping it returns the memory to the global allocator.
///
/// Invariant: `head` is the top [`Node`] of a magazine. The `next` of each top is null, or the top of another magazine,
/// and only this refers to any of them.
pub(super) struct List {
    head: NonNull<Node>,
    class: Class,
}

impl List {
    /// Makes a list of one magazine, or none of an empty one.
    pub(super) fn of(magazine: Magazine) -> Option<Self> {
        if magazine.depth() == 0 {
            return None;
        }
        let Magazine { ref top, class } = *ManuallyDrop::new(magazine);
        let head = top.get();
        // SAFETY: it was the top of a magazine, which this call owns.
        unsafe { link(head, ptr::null_mut()) };
        Some(Self { head, class })
    }

    /// Makes a list of the pointer that it was turned into, or none of null.
    ///
    /// # Safety
    ///
    /// The pointer is the head of [`Ends`] of a list of this class, owns it and those that it was put before, and what was
    /// done to them happens before this.
    pub(super) unsafe fn from_head(head: *mut Node, class: Class) -> Option<Self> {
        Some(Self { head: NonNull::new(head)?, class })
    }

    /// Splits off the first magazine.
    pub(super) fn pop(self) -> (Magazine, Option<Self>) {
        let Self { head, class } = *ManuallyDrop::new(self);
        // SAFETY: the first top of a list that this call owns.
        let rest = NonNull::new(unsafe { next(head) }).map(|head| Self { head, class });
        (Magazine { top: Cell::new(head), class }, rest)
    }

    /// Turns the list into pointers, which own it, unless it has more than `most` magazines.
    pub(super) fn into_ends(self, most: usize) -> Result<Ends, Self> {
        let mut last = self.head;
        for _ in 1..most {
            // SAFETY: a top of a list that this call owns.
            let Some(below) = NonNull::new(unsafe { next(last) }) else { break };
            last = below;
        }
        // SAFETY: a top of a list that this call owns.
        if !unsafe { next(last) }.is_null() {
            return Err(self);
        }
        Ok(Ends { head: ManuallyDrop::new(self).head, last })
    }

    /// Turns the list into a pointer to its head, which owns it.
    pub(super) fn into_head(self) -> *mut Node {
        ManuallyDrop::new(self).head.as_ptr()
    }
}

impl Drop for List {
    fn drop(&mut self) {
        let mut rest = Some(Self { head: self.head, class: self.class });
        while let Some(list) = rest.take() {
            let (magazine, next) = list.pop();
            drop(magazine);
            rest = next;
        }
    }
}

/// The tops of the first and the last magazine of a [`List`], which they own. It is leaked with them.
pub(super) struct Ends {
    head: NonNull<Node>,
    last: NonNull<Node>,
}

impl Ends {
    pub(super) fn head(&self) -> *mut Node {
        self.head.as_ptr()
    }

    /// Puts the list before another one, given by its head or null.
    pub(super) fn put_before(&self, head: *mut Node) {
        // SAFETY: a top of a list that `self` owns.
        unsafe { link(self.last, head) };
    }
}

/// Reads which magazine is the next in a list.
///
/// # Safety
///
/// The caller owns a [`List`], and this is a top in it.
unsafe fn next(top: NonNull<Node>) -> *mut Node {
    // SAFETY: the contract of `next`: a live `Node`, by the invariant of `List`.
    let node = unsafe { top.as_ref() };
    node.written.read();
    // SAFETY: the contract of `next`: each top in a list was linked.
    unsafe { node.next.assume_init() }
}

/// Writes which magazine is the next in a list.
///
/// # Safety
///
/// The caller owns a magazine, and this is its top.
unsafe fn link(top: NonNull<Node>, next: *mut Node) {
    // SAFETY: the contract of `link`: a live `Node`, to which nothing else refers.
    let node = unsafe { &mut *top.as_ptr() };
    node.written.written();
    node.next = MaybeUninit::new(next);
}
