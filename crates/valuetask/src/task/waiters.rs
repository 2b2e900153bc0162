//! Waiters of a cell: nodes of the pool, alone or linked in a ring. A node of a waker is a slot of its own. A node of code is a part of the
//! [code's slot](super::code).
//!
//! A node is owned by a [`Waiting`], by the [`WaiterList`] in which it is linked, or by the word of a cell. A [registration](super::registration)
//! keeps its address, to take it out again: if the word still has it, or the list under its lock.

use core::alloc::Layout;
use core::mem::{self, ManuallyDrop};
use core::ptr::{self, NonNull};
use core::task::{RawWakerVTable, Waker};

use super::cell::Header;
use crate::panics::Panics;
use crate::pool;
use crate::sync::Witness;

/// The functions of code of one type. `node` is in a [slot](super::code) of that type; the caller owns the node, and gives it up.
pub(super) struct Code {
    pub(super) manner: Manner,
    /// Runs the code with a handle on the cell.
    ///
    /// The cell is of the type that the code was made for, complete, and not freed before this returns.
    pub(super) run: unsafe fn(node: NonNull<Node>, cell: NonNull<Header>),
    pub(super) drop: unsafe fn(node: NonNull<Node>),
}

/// When a completion runs code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// Among the wakers: it does no more than hand work to a scheduler, or wake.
    Schedules,
    /// After all wakers and all code that schedules.
    Inline,
}

/// How a waiter is fired.
pub(super) enum Waiter {
    /// It is woken.
    Waker(Waker),
    /// It is run. The node is a part of the memory that holds the code.
    Code(&'static Code),
}

/// A waiter.
///
/// Aligned so that a word has room for tags beside its address.
#[repr(align(8))]
pub(super) struct Node {
    /// `None` once it was woken without having been removed: only a cell with a future does that.
    waiter: Option<Waiter>,
    /// The neighbours in the ring; meaningless while the node isn't in a list.
    before: NonNull<Node>,
    after: NonNull<Node>,
    witness: Witness,
}

impl Node {
    /// In no list.
    #[inline]
    pub(super) fn new(waiter: Waiter) -> Self {
        let none = NonNull::dangling();
        Self { waiter: Some(waiter), before: none, after: none, witness: Witness::of_a_write() }
    }

    /// Returns `true` if this is code that runs after all wakers were woken.
    #[inline]
    fn is_inline(&self) -> bool {
        matches!(self.waiter, Some(Waiter::Code(code)) if code.manner == Manner::Inline)
    }

    /// Takes the waiter out of memory that is given up.
    #[inline]
    pub(super) fn into_waiter(self) -> Option<Waiter> {
        self.witness.written();
        self.waiter
    }
}

/// A node that is in no list and no word.
///
/// Invariant: the node is this one's alone: a slot of its own if it is that of a waker, or a part of what holds its code.
pub(super) struct Waiting(NonNull<Node>);

impl Waiting {
    #[inline]
    pub(super) fn new(waker: Waker) -> Self {
        let node = pool::take(Layout::new::<Node>()).cast::<Node>();
        // SAFETY: memory of a node's layout, which is ours alone.
        unsafe { node.write(Node::new(Waiter::Waker(waker))) };
        Self(node)
    }

    /// Gives the node up to a word or a list, or to the function that takes its code.
    #[inline]
    pub(super) fn into_node(self) -> NonNull<Node> {
        ManuallyDrop::new(self).0
    }

    /// # Safety
    ///
    /// The node came from [`into_node`](Self::into_node) and was given back to the caller alone; or it is new, a part of what holds its
    /// code, and the caller's alone.
    #[inline]
    pub(super) unsafe fn from_node(node: NonNull<Node>) -> Self {
        Self(node)
    }

    /// The functions of the code, if it is code.
    #[inline]
    fn code(&self) -> Option<&'static Code> {
        match self.node().waiter {
            Some(Waiter::Code(code)) => Some(code),
            _ => None,
        }
    }

    /// Takes the waiter out, which isn't code, and frees the slot.
    #[inline]
    fn into_waiter(self) -> Option<Waiter> {
        let node = self.into_node();
        // SAFETY: the invariant of `Waiting`; what was read isn't used again.
        let waiter = unsafe { node.read() }.into_waiter();
        // SAFETY: the invariant of `Waiting`: not code, so a slot of its own, which has just been emptied.
        unsafe { pool::give(node.cast(), Layout::new::<Node>()) };
        waiter
    }

    fn node(&self) -> &Node {
        // SAFETY: the invariant of `Waiting`.
        unsafe { self.0.as_ref() }
    }

    /// Takes the waker of an awaiter that stays registered.
    #[inline]
    pub(super) fn disarm(&mut self) -> Option<Waker> {
        // SAFETY: the invariant of `Waiting`.
        let waiter = unsafe { &mut self.0.as_mut().waiter };
        match waiter.take() {
            Some(Waiter::Waker(waker)) => Some(waker),
            other => {
                *waiter = other;
                None
            }
        }
    }

    /// Returns `true` if this is code that runs after all wakers were woken.
    #[inline]
    pub(super) fn is_inline(&self) -> bool {
        self.node().is_inline()
    }

    /// Returns `true` if the awaiter was woken already.
    #[inline]
    pub(super) fn is_parked(&self) -> bool {
        self.node().waiter.is_none()
    }

    /// Wakes or runs the waiter.
    ///
    /// # Safety
    ///
    /// It waited for this cell, which is complete, and on which the caller has a handle.
    #[inline]
    pub(super) unsafe fn fire(self, cell: NonNull<Header>) {
        if let Some(code) = self.code() {
            // SAFETY: the invariant of `Waiting`. It was registered by `Task::enter`, for the type of this cell; the cell is complete, and
            // kept by the caller.
            return unsafe { (code.run)(self.into_node(), cell) };
        }
        if let Some(Waiter::Waker(waker)) = self.into_waiter() {
            waker.wake();
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(code) = self.code() {
            // SAFETY: the invariant of `Waiting`; the node isn't used again.
            return unsafe { (code.drop)(self.0) };
        }
        // SAFETY: the invariant of `Waiting`, which passes from this one to that.
        let same = unsafe { Self::from_node(self.0) };
        drop(same.into_waiter());
    }
}

/// Nodes in the order in which they were put in.
///
/// Invariant: `head` is null, or one of a ring of nodes that the list owns: each is the `before` of its `after`. They are used by the holder
/// of the list alone.
pub(super) struct WaiterList {
    head: *mut Node,
}

// SAFETY: a list owns its nodes, and what they hold may be sent: a `Waker`, or code that is `Send`.
unsafe impl Send for WaiterList {}

impl WaiterList {
    pub(super) const fn new() -> Self {
        Self { head: ptr::null_mut() }
    }

    /// One alone.
    pub(super) fn of(waiting: Waiting) -> Self {
        let mut list = Self::new();
        list.push(waiting);
        list
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.head.is_null()
    }

    /// Puts a node behind all others. Its address is what [`remove`](Self::remove) takes.
    #[inline]
    pub(super) fn push(&mut self, waiting: Waiting) -> NonNull<Node> {
        let node = waiting.into_node();
        let Some(head) = NonNull::new(self.head) else {
            self.head = node.as_ptr();
            // SAFETY: it has just been given up to this list.
            unsafe { link(node, node) };
            return node;
        };
        // SAFETY: the invariant of `WaiterList`: the head is in the ring.
        let last = unsafe { (*head.as_ptr()).before };
        // SAFETY: the invariant of `WaiterList`: `last` is in the ring; `node` was given up to this list.
        unsafe { link(last, node) };
        // SAFETY: `node` was given up to this list, and the head is in the ring.
        unsafe { link(node, head) };
        node
    }

    /// Puts a node before all others.
    pub(super) fn push_front(&mut self, waiting: Waiting) {
        self.head = self.push(waiting).as_ptr();
    }

    /// Takes a node out.
    ///
    /// # Safety
    ///
    /// The node is in this list.
    pub(super) unsafe fn remove(&mut self, node: NonNull<Node>) -> Waiting {
        // SAFETY: by the contract of this function the node is in the ring.
        let before = unsafe { (*node.as_ptr()).before };
        // SAFETY: by the contract of this function the node is in the ring.
        let after = unsafe { (*node.as_ptr()).after };
        // SAFETY: the invariant of `WaiterList`: neighbours in the ring are nodes of this list.
        unsafe { link(before, after) };
        if self.head == node.as_ptr() {
            self.head = if after == node { ptr::null_mut() } else { after.as_ptr() };
        }
        // SAFETY: it is in no list any more, and was handed over by `into_node` in `push`.
        unsafe { Waiting::from_node(node) }
    }

    pub(super) fn pop(&mut self) -> Option<Waiting> {
        let head = NonNull::new(self.head)?;
        // SAFETY: the invariant of `WaiterList`: the head is in the ring.
        Some(unsafe { self.remove(head) })
    }

    /// Puts the nodes of another list behind all others.
    pub(super) fn append(&mut self, other: &mut Self) {
        while let Some(waiting) = other.pop() {
            self.push(waiting);
        }
    }

    /// All nodes; none are left.
    pub(super) fn take(&mut self) -> Self {
        mem::replace(self, Self::new())
    }

    #[cold]
    fn clear(&mut self) {
        let mut panics = Panics::default();
        while let Some(waiting) = self.pop() {
            panics.catch(|| drop(waiting));
        }
        panics.resume();
    }
}

impl Drop for WaiterList {
    #[inline]
    fn drop(&mut self) {
        if !self.is_empty() {
            self.clear();
        }
    }
}

/// Makes two nodes neighbours.
///
/// # Safety
///
/// Both are nodes of one list, which the caller holds.
unsafe fn link(before: NonNull<Node>, after: NonNull<Node>) {
    // SAFETY: by the contract of this function the caller may write both.
    unsafe { (*before.as_ptr()).after = after };
    // SAFETY: by the contract of this function the caller may write both.
    unsafe { (*after.as_ptr()).before = before };
}

/// Returns the waker of an awaiter, unless that was woken.
///
/// # Safety
///
/// The node is in a list, whose lock the caller holds while this is used.
pub(super) unsafe fn armed<'a>(node: NonNull<Node>) -> Option<&'a Waker> {
    // SAFETY: the contract of this function.
    match unsafe { &node.as_ref().waiter } {
        Some(Waiter::Waker(waker)) => Some(waker),
        _ => None,
    }
}

/// The position of a waiter.
///
/// A node that is named here belongs to the cell. It is used only after it was taken out of the word, or under the lock of the list while
/// the cell isn't complete: until then no other thread takes it.
pub(super) struct Registration {
    pub(super) position: Position,
    /// Identifies the waker that is registered.
    waker: (*const (), *const RawWakerVTable),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    Nowhere,
    /// In the word.
    First(NonNull<Node>),
    /// In a list.
    Listed(NonNull<Node>),
}

// SAFETY: addresses, which are compared, or used as `Registration` says.
unsafe impl Send for Registration {}
// SAFETY: through a shared reference the addresses are only compared.
unsafe impl Sync for Registration {}

impl Registration {
    pub(super) const NOWHERE: Self = Self { position: Position::Nowhere, waker: (ptr::null(), ptr::null()) };

    /// One of this waker, which isn't registered yet.
    pub(super) fn of(waker: &Waker) -> Self {
        Self { position: Position::Nowhere, waker: (waker.data(), ptr::from_ref(waker.vtable())) }
    }

    /// One of code, at a position.
    pub(super) fn of_code(position: Position) -> Self {
        Self { position, ..Self::NOWHERE }
    }

    /// Returns `true` if this is of that waker.
    pub(super) fn is_of(&self, waker: &Waker) -> bool {
        self.waker == (waker.data(), ptr::from_ref(waker.vtable()))
    }

    /// Returns the position, and forgets it.
    #[inline]
    pub(super) fn forget(&mut self) -> Position {
        mem::replace(&mut self.position, Position::Nowhere)
    }

    #[inline]
    pub(super) fn is_nowhere(&self) -> bool {
        matches!(self.position, Position::Nowhere)
    }
}
