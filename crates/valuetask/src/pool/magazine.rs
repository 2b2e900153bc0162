//! Magazines: stacks of free slots, chained through the slots themselves. All unsafe code about free memory is here.
//!
//! Each slot has, in its own memory, a link to the slot below it. Beside the chain, a magazine counts the slots for which it
//! has room. So an empty one without room is all zeros, and both a pop and a push of it change nothing.
//!
//! Between threads magazines move in lists, each linked to the next by a second word of its top slot. A third has its depth.
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
/// Invariant: a `Node` in a magazine is the start of memory that was allocated with the layout of the magazine's class. Its
/// pointer may access all of that memory, which holds nothing else and which only this magazine can reach.
#[repr(C)]
pub(super) struct Node {
    /// The node below, or null.
    below: *mut Node,
    written: Witness,
    /// Of the top of a magazine in a [`List`]. Otherwise it has no meaning.
    listed: MaybeUninit<Listed>,
}

const _: () = assert!(size_of::<Node>() <= SMALLEST);

/// What the top of a magazine has in a [`List`].
#[derive(Clone, Copy)]
struct Listed {
    /// The top of the next magazine, or null.
    next: *mut Node,
    /// The number of slots of this one.
    depth: usize,
}

/// The most slots of a magazine.
pub(super) const MOST: usize = 64;

/// A stack of free memory of one class. Dropping it returns the memory to the global allocator.
///
/// Invariant: `top` is null, or the top [`Node`] of a chain that ends with null, and only this refers to the chain, which has
/// `capacity - room` nodes. Nodes in a magazine are only read, except for `listed` in a [`List`]. Only memory that isn't in a
/// magazine yet is written.
///
/// Shared references change it, but never two at a time: it isn't `Sync`, and none of its functions calls foreign code
/// during a change of the chain. It isn't `Send` either: it is moved as the pointer of [`List::into_head`].
pub(super) struct Magazine {
    top: Cell<*mut Node>,
    /// The slots for which there is room. Signed, as a push then counts it down and tests it at once.
    room: Cell<i32>,
    /// The slots that it may have.
    capacity: Cell<u16>,
    class: Class,
}

impl Magazine {
    /// Creates an empty magazine for so many slots of this class.
    pub(super) const fn new(class: Class, capacity: usize) -> Self {
        assert!(capacity <= MOST, "a magazine has few slots");
        let (room, capacity) = (Cell::new(capacity as i32), Cell::new(capacity as u16));
        Self { top: Cell::new(ptr::null_mut()), room, capacity, class }
    }

    pub(super) fn class(&self) -> Class {
        self.class
    }

    /// Returns the number of slots.
    pub(super) fn depth(&self) -> usize {
        self.capacity() - self.room.get() as usize
    }

    pub(super) fn capacity(&self) -> usize {
        usize::from(self.capacity.get())
    }

    /// Sets the number of slots that it may have.
    ///
    /// # Panics
    ///
    /// Panics if it has more.
    pub(super) fn set_capacity(&self, capacity: usize) {
        let depth = self.depth();
        assert!(depth <= capacity && capacity <= MOST, "a magazine gets fewer slots than it has");
        self.capacity.set(capacity as u16);
        self.room.set((capacity - depth) as i32);
    }

    /// Pops the top slot, which then belongs to the caller.
    #[inline(always)]
    pub(super) fn pop(&self) -> Option<NonNull<u8>> {
        let top = NonNull::new(self.top.get())?;
        // SAFETY: a live `Node`, by the invariant of `Magazine`.
        let node = unsafe { top.as_ref() };
        node.written.read();
        self.top.set(node.below);
        // At most the capacity.
        self.room.set(self.room.get().wrapping_add(1));
        Some(top.cast())
    }

    /// Pushes a slot if there is room, and returns `true` if it did.
    ///
    /// # Safety
    ///
    /// The slot belongs to the caller, holds nothing, and was allocated with the layout of this magazine's class. The
    /// magazine owns it if this returns `true`, and the caller otherwise.
    #[inline(always)]
    #[must_use]
    pub(super) unsafe fn push(&self, slot: NonNull<u8>) -> bool {
        let room = self.room.get().wrapping_sub(1);
        if room < 0 {
            return false;
        }
        let node = slot.cast::<Node>();
        let content = Node { below: self.top.get(), written: Witness::of_a_write(), listed: MaybeUninit::uninit() };
        // SAFETY: the caller gives up a slot, which is larger than a `Node` (asserted above) and aligned for one.
        unsafe { node.write(content) };
        self.top.set(node.as_ptr());
        self.room.set(room);
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
    #[inline(never)]
    pub(super) fn shrink(&self, depth: usize) {
        while self.depth() > depth && self.free_one() {}
    }

    /// Moves all slots into a new magazine.
    pub(super) fn take(&self) -> Self {
        let empty = Self::new(self.class, self.capacity());
        self.swap(&empty);
        empty
    }

    /// Exchanges the slots of two magazines of one class.
    ///
    /// # Panics
    ///
    /// Panics if they are of different classes, or if one has more slots than the other may.
    pub(super) fn swap(&self, other: &Self) {
        assert!(self.class == other.class, "slots of one class don't go among those of another");
        let (here, there) = (self.depth(), other.depth());
        assert!(here <= other.capacity() && there <= self.capacity(), "a magazine gets more slots than it may have");
        self.top.swap(&other.top);
        self.room.set((self.capacity() - there) as i32);
        other.room.set((other.capacity() - here) as i32);
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
        let magazine = ManuallyDrop::new(magazine);
        let head = NonNull::new(magazine.top.get())?;
        // SAFETY: the top of a magazine, which this call owns.
        unsafe { list(head, Listed { next: ptr::null_mut(), depth: magazine.depth() }) };
        Some(Self { head, class: magazine.class })
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
        let Listed { next, depth } = unsafe { listed(head) };
        let rest = NonNull::new(next).map(|head| Self { head, class });
        let full = Magazine::new(class, depth);
        full.top.set(head.as_ptr());
        full.room.set(0);
        (full, rest)
    }

    /// Turns the list into pointers, which own it, unless it has more than `most` magazines.
    pub(super) fn into_ends(self, most: usize) -> Result<Ends, Self> {
        let mut last = self.head;
        for _ in 1..most {
            // SAFETY: a top of a list that this call owns.
            let Some(below) = NonNull::new(unsafe { listed(last) }.next) else { break };
            last = below;
        }
        // SAFETY: a top of a list that this call owns.
        if !unsafe { listed(last) }.next.is_null() {
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
        let last = unsafe { listed(self.last) };
        // SAFETY: a top of a list that `self` owns.
        unsafe { list(self.last, Listed { next: head, ..last }) };
    }
}

/// Reads what a top has in a list.
///
/// # Safety
///
/// The caller owns a [`List`], and this is a top in it.
unsafe fn listed(top: NonNull<Node>) -> Listed {
    // SAFETY: the contract of `listed`: a live `Node`, by the invariant of `List`.
    let node = unsafe { top.as_ref() };
    node.written.read();
    // SAFETY: the contract of `listed`: each top in a list was given this.
    unsafe { node.listed.assume_init() }
}

/// Writes what a top has in a list.
///
/// # Safety
///
/// The caller owns a magazine, and this is its top.
unsafe fn list(top: NonNull<Node>, listed: Listed) {
    // SAFETY: the contract of `list`: a live `Node`, to which nothing else refers.
    let node = unsafe { &mut *top.as_ptr() };
    node.written.written();
    node.listed = MaybeUninit::new(listed);
}
