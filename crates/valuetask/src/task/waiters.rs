//! Who waits for a cell: nodes of the pool, alone or linked in a list. A node is a slot of its own, or where code waits, a part of
//! the [code's slot](super::callback) or of its [continuation's cell](super::continued). All other unsafe code about nodes is here.
//!
//! A node is owned by a [`Waiting`], by the [`List`] that it is linked in, or by the word of a cell. Whoever registered it keeps
//! its address, to take it out again: the word, or the lock of the list, says whether it's still there.

use core::alloc::Layout;
use core::mem::{self, ManuallyDrop};
use core::ptr::{self, NonNull};
use core::task::Waker;

use super::callback::{Code, Manner};
use super::cell::Header;
use super::levels::Panics;
use crate::pool;
use crate::sync::Witness;

/// What happens to somebody who waits.
pub(super) enum Waiter {
    /// A future that is to be polled again.
    Waker(Waker),
    /// Code that is to run once the cell is complete: what the node is a part of holds it.
    Code(&'static Code),
}

/// Somebody who waits.
///
/// Aligned so that a word has room for tags beside its address.
#[repr(align(8))]
pub(super) struct Node {
    /// `None` once it was woken without having been removed, which only a driven cell does.
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
        let nobody = NonNull::dangling();
        Self { waiter: Some(waiter), before: nobody, after: nobody, witness: Witness::of_a_write() }
    }

    /// The waker, so that there is none any more.
    #[inline]
    fn disarm(&mut self) -> Option<Waker> {
        match self.waiter.take() {
            Some(Waiter::Waker(waker)) => Some(waker),
            other => {
                self.waiter = other;
                None
            }
        }
    }

    /// Whether this is code that runs after all others were woken.
    #[inline]
    fn is_inline(&self) -> bool {
        matches!(self.waiter, Some(Waiter::Code(code)) if code.manner == Manner::Inline)
    }

    /// Whose memory is given up.
    #[inline]
    pub(super) fn into_waiter(self) -> Option<Waiter> {
        self.witness.written();
        self.waiter
    }
}

/// A node that is in no list and no word.
///
/// Invariant: it is a node in memory of the pool which nobody else uses, alone in a slot of its own or a part of what holds its code.
pub(super) struct Waiting(NonNull<Node>);

impl Waiting {
    #[inline]
    pub(super) fn new(waker: Waker) -> Self {
        let node = pool::take(Layout::new::<Node>()).cast::<Node>();
        // SAFETY: memory of a node's layout, which is ours alone.
        unsafe { node.write(Node::new(Waiter::Waker(waker))) };
        Self(node)
    }

    /// Gives the node up to a word or a list, or to whoever takes code out of its slot.
    #[inline]
    pub(super) fn into_node(self) -> NonNull<Node> {
        ManuallyDrop::new(self).0
    }

    /// # Safety
    ///
    /// The node came from [`into_node`](Self::into_node), and whatever it was given up to has given it back to the caller alone; or it
    /// is a part of what is new, holds its code, and is the caller's alone.
    #[inline]
    pub(super) unsafe fn from_node(node: NonNull<Node>) -> Self {
        Self(node)
    }

    /// The code that waits, if it is code.
    #[inline]
    fn code(&self) -> Option<&'static Code> {
        match self.node().waiter {
            Some(Waiter::Code(code)) => Some(code),
            _ => None,
        }
    }

    /// Who waits, which isn't code. The slot goes back.
    #[inline]
    fn into_waiter(self) -> Option<Waiter> {
        let node = self.into_node();
        // SAFETY: the invariant; what was read isn't used again.
        let waiter = unsafe { node.read() }.into_waiter();
        // SAFETY: the invariant: of a node alone, as it isn't code; it has just been emptied.
        unsafe { pool::give(node.cast(), Layout::new::<Node>()) };
        waiter
    }

    fn node(&self) -> &Node {
        // SAFETY: the invariant.
        unsafe { self.0.as_ref() }
    }

    /// Whether it is code that runs after all others were woken.
    #[inline]
    pub(super) fn is_inline(&self) -> bool {
        self.node().is_inline()
    }

    /// Whether it was woken already.
    #[inline]
    pub(super) fn is_parked(&self) -> bool {
        self.node().waiter.is_none()
    }

    /// Wakes or runs it.
    ///
    /// # Safety
    ///
    /// It waited for this cell, which is complete, and on which the caller has a handle.
    #[inline]
    pub(super) unsafe fn fire(self, cell: NonNull<Header>) {
        if let Some(code) = self.code() {
            // SAFETY: the invariant; put in by `Task::enter`, for the type of this cell; the rest is the caller's promise.
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
            // SAFETY: the invariant, which this one no longer makes use of.
            return unsafe { (code.drop)(self.0) };
        }
        // SAFETY: the same.
        let same = unsafe { Self::from_node(self.0) };
        drop(same.into_waiter());
    }
}

/// Nodes in the order in which they were put in.
///
/// Invariant: `head` is null, or one of a ring of nodes that the list owns: each is the `before` of its `after`. They are read and
/// written through the list alone.
pub(super) struct List {
    head: *mut Node,
}

// SAFETY: a list owns its nodes, and what they hold may be sent: a `Waker`, or code that is `Send`.
unsafe impl Send for List {}

impl List {
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

    /// Whether there is one alone.
    #[inline]
    pub(super) fn is_one(&self) -> bool {
        // SAFETY: the head is in the list, by the invariant.
        NonNull::new(self.head).is_some_and(|head| unsafe { head.as_ref() }.after == head)
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
        // SAFETY: the head is in the list, by the invariant.
        let last = unsafe { (*head.as_ptr()).before };
        // SAFETY: `last` is in the list, too, and `node` was given up to it.
        unsafe { link(last, node) };
        // SAFETY: the same.
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
        // SAFETY: the caller's promise, and so by the invariant it may be read.
        let before = unsafe { (*node.as_ptr()).before };
        // SAFETY: the same.
        let after = unsafe { (*node.as_ptr()).after };
        // SAFETY: neighbours in the ring are nodes of this list.
        unsafe { link(before, after) };
        if self.head == node.as_ptr() {
            self.head = if after == node { ptr::null_mut() } else { after.as_ptr() };
        }
        // SAFETY: it is in no list any more, and was handed over by `into_node` in `push`.
        unsafe { Waiting::from_node(node) }
    }

    pub(super) fn pop(&mut self) -> Option<Waiting> {
        let head = NonNull::new(self.head)?;
        // SAFETY: the head is in the list, by the invariant.
        Some(unsafe { self.remove(head) })
    }

    /// Takes out all but code that is inline, in their order, and hands each on. What stays isn't linked anew.
    pub(super) fn leave_inline(&mut self, mut hand_on: impl FnMut(Waiting)) {
        let Some(head) = NonNull::new(self.head) else { return };
        // SAFETY: the head is in the list, by the invariant.
        let last = unsafe { (*head.as_ptr()).before };
        let mut node = head;
        loop {
            // SAFETY: it is in the list: the head, or one behind it that was not yet come to.
            let this = unsafe { node.as_ref() };
            let (after, is_inline) = (this.after, this.is_inline());
            if !is_inline {
                // SAFETY: the same.
                hand_on(unsafe { self.remove(node) });
            }
            if node == last {
                return;
            }
            node = after;
        }
    }

    /// Puts the nodes of another list behind all others.
    pub(super) fn append(&mut self, other: &mut Self) {
        let Some(theirs) = NonNull::new(other.take().into_head()) else { return };
        let Some(ours) = NonNull::new(self.head) else {
            self.head = theirs.as_ptr();
            return;
        };
        // SAFETY: heads are in their lists, by the invariant, and both lists are this one now.
        let our_last = unsafe { (*ours.as_ptr()).before };
        // SAFETY: the same.
        let their_last = unsafe { (*theirs.as_ptr()).before };
        // SAFETY: the same.
        unsafe { link(our_last, theirs) };
        // SAFETY: the same.
        unsafe { link(their_last, ours) };
    }

    /// Takes the wakers of the nodes, which have one each, from the front on, as many as there are places. Those nodes go behind all
    /// others of another list, in their order.
    pub(super) fn disarm<const PLACES: usize>(&mut self, places: &mut [Option<Waker>; PLACES], others: &mut Self) {
        const { assert!(PLACES > 0) };
        let Some(head) = NonNull::new(self.head) else { return };
        // SAFETY: the head is in the list, by the invariant.
        let last = unsafe { (*head.as_ptr()).before };
        let (mut disarmed, mut next) = (head, head);
        for place in places {
            // SAFETY: it is in the list: the head, or one behind it that was not yet come to.
            let node = unsafe { next.as_mut() };
            *place = node.disarm();
            (disarmed, next) = (next, node.after);
            if disarmed == last {
                return others.append(self);
            }
        }
        // SAFETY: both stay in this list.
        unsafe { link(last, next) };
        self.head = next.as_ptr();
        // SAFETY: both go to another, which is a ring of its own until then.
        unsafe { link(disarmed, head) };
        others.append(&mut Self { head: head.as_ptr() });
    }

    /// Gives the ring up.
    fn into_head(self) -> *mut Node {
        ManuallyDrop::new(self).head
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

    /// Who waits at a node of the list.
    ///
    /// # Safety
    ///
    /// The node is in this list, or in another that the caller has to itself, too.
    pub(super) unsafe fn waiter(&mut self, node: NonNull<Node>) -> &mut Option<Waiter> {
        // SAFETY: the caller's promise; the list is borrowed for as long as this is.
        unsafe { &mut (*node.as_ptr()).waiter }
    }
}

impl Drop for List {
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
/// Both belong to the list that this is done for.
unsafe fn link(before: NonNull<Node>, after: NonNull<Node>) {
    // SAFETY: the caller's promise.
    unsafe { (*before.as_ptr()).after = after };
    // SAFETY: the same.
    unsafe { (*after.as_ptr()).before = before };
}
