//! Waiters of a cell: nodes of the pool, alone or linked in a ring. A node shares its slot with what waits: a waker, or a callback.
//!
//! A node is owned by a [`Waiting`], or by the [`WaiterList`] in which it is linked. A [`Registration`] is its place there.

use core::alloc::Layout;
use core::marker::PhantomData;
use core::mem::{self, ManuallyDrop};
use core::ptr::NonNull;
use core::task::Waker;

use crate::panics::Panics;
use crate::sync::Witness;
use valuetask::__runtime::{give, take};

/// When a callback is called.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Among the wakers: it does no more than wake, or hand work to a scheduler.
    Schedules,
    /// After all wakers and all callbacks that schedule.
    Inline,
}

/// What is common to waiters of one type. `node` is in a slot of that type; the caller owns the node, and gives it up.
struct WaiterKind {
    /// `None` for a waker.
    order: Option<Order>,
    /// Wakes the waker, or calls the callback.
    fire: unsafe fn(node: NonNull<Node>),
    drop: unsafe fn(node: NonNull<Node>),
}

/// The part of a slot that lists use.
pub(super) struct Node {
    kind: &'static WaiterKind,
    /// The neighbours in the ring; meaningless while the node isn't in a list.
    before: NonNull<Node>,
    after: NonNull<Node>,
    witness: Witness,
}

/// A node, and the waker or the callback that waits.
#[repr(C)]
struct WaiterSlot<W> {
    /// Invariant: its kind is that of this type.
    node: Node,
    waiter: W,
}

/// What waits.
trait Waiter: Sized {
    const ORDER: Option<Order>;

    /// Wakes, or calls.
    fn fire(self);
}

impl Waiter for Waker {
    const ORDER: Option<Order> = None;

    #[inline(always)]
    fn fire(self) {
        self.wake();
    }
}

/// A callback, which is called after the others or among the wakers.
struct Callback<F, const INLINE: bool>(F);

impl<F: FnOnce(), const INLINE: bool> Waiter for Callback<F, INLINE> {
    const ORDER: Option<Order> = Some(if INLINE { Order::Inline } else { Order::Schedules });

    #[inline(always)]
    fn fire(self) {
        self.0();
    }
}

impl<W: Waiter> WaiterSlot<W> {
    const KIND: &'static WaiterKind = &WaiterKind { order: W::ORDER, fire: Self::fire, drop: Self::drop };

    /// Stores a waiter with a node that is in no list.
    #[inline]
    fn store(waiter: W) -> Waiting {
        let slot = take(Layout::new::<Self>()).cast::<Self>();
        let none = NonNull::dangling();
        let node = Node { kind: Self::KIND, before: none, after: none, witness: Witness::of_a_write() };
        // SAFETY: memory of this layout, which is ours alone.
        unsafe { slot.write(Self { node, waiter }) };
        Waiting(slot.cast())
    }

    /// Takes the waiter out, and frees the slot.
    ///
    /// # Safety
    ///
    /// As for [`WaiterKind`], of this type.
    #[inline]
    unsafe fn take(node: NonNull<Node>) -> W {
        // SAFETY: the contract of this function: the slot is given up, and what was read isn't used again.
        let Self { node: taken, waiter } = unsafe { node.cast::<Self>().read() };
        taken.witness.written();
        // SAFETY: memory of this layout, which has just been emptied.
        unsafe { give(node.cast(), Layout::new::<Self>()) };
        waiter
    }

    /// See [`WaiterKind::fire`].
    unsafe fn fire(node: NonNull<Node>) {
        // SAFETY: the contract of `WaiterKind`.
        unsafe { Self::take(node) }.fire();
    }

    /// See [`WaiterKind::drop`].
    unsafe fn drop(node: NonNull<Node>) {
        // SAFETY: the contract of `WaiterKind`.
        drop(unsafe { Self::take(node) });
    }
}

/// A node that is in no list.
///
/// Invariant: the node is this one's alone, and so is its slot.
pub(super) struct Waiting(NonNull<Node>);

impl Waiting {
    #[inline]
    pub(super) fn of_waker(waker: Waker) -> Self {
        WaiterSlot::store(waker)
    }

    #[inline]
    pub(super) fn of_callback<F: FnOnce() + Send + 'static>(order: Order, callback: F) -> Self {
        match order {
            Order::Schedules => WaiterSlot::store(Callback::<_, false>(callback)),
            Order::Inline => WaiterSlot::store(Callback::<_, true>(callback)),
        }
    }

    /// Gives the node up.
    #[inline]
    fn into_node(self) -> NonNull<Node> {
        ManuallyDrop::new(self).0
    }

    #[inline]
    fn kind(&self) -> &'static WaiterKind {
        // SAFETY: the invariant of `Waiting`.
        unsafe { self.0.as_ref() }.kind
    }

    /// Returns `true` if this is a callback that runs after all wakers were woken.
    #[inline]
    pub(super) fn is_inline(&self) -> bool {
        self.kind().order == Some(Order::Inline)
    }

    /// Wakes the waker, or calls the callback.
    #[inline]
    pub(super) fn fire(self) {
        let fire = self.kind().fire;
        // SAFETY: the invariant of `Waiting`: this is the function of its slot.
        unsafe { fire(self.into_node()) };
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        // SAFETY: the invariant of `Waiting`; the node isn't used again.
        unsafe { (self.kind().drop)(self.0) };
    }
}

/// Nodes in the order in which they were put in.
///
/// Invariant: `head` is `None`, or one of a ring of nodes that the list owns: each is the `before` of its `after`. They are used by the holder
/// of the list alone.
pub(super) struct WaiterList {
    head: Option<NonNull<Node>>,
}

// SAFETY: a list owns its nodes, and what they hold may be sent: a `Waker`, or a callback that is `Send`.
unsafe impl Send for WaiterList {}

impl WaiterList {
    pub(super) const fn new() -> Self {
        Self { head: None }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.head.is_none()
    }

    /// Puts a node behind all others.
    #[inline]
    pub(super) fn push(&mut self, waiting: Waiting) -> Registration {
        let node = waiting.into_node();
        let head = *self.head.get_or_insert(node);
        let before = if head == node {
            node
        } else {
            // SAFETY: the invariant of `WaiterList`: the head is in the ring.
            unsafe { head.as_ref() }.before
        };
        // SAFETY: both are in the ring, or are this node, which was given up to this list.
        unsafe { link(before, node) };
        // SAFETY: as for `before`.
        unsafe { link(node, head) };
        Registration(node)
    }

    /// Takes a node out.
    ///
    /// # Safety
    ///
    /// The node was put into this list, and not taken out.
    pub(super) unsafe fn remove(&mut self, Registration(node): Registration) -> Waiting {
        // SAFETY: by the contract of this function the node is in the ring.
        let &Node { before, after, .. } = unsafe { node.as_ref() };
        // SAFETY: the invariant of `WaiterList`: neighbours in the ring are nodes of this list.
        unsafe { link(before, after) };
        if self.head == Some(node) {
            self.head = (after != node).then_some(after);
        }
        // It is in no list any more, and was given up in `push`.
        Waiting(node)
    }

    pub(super) fn pop(&mut self) -> Option<Waiting> {
        let head = self.head?;
        // SAFETY: the invariant of `WaiterList`: the head is in the ring.
        Some(unsafe { self.remove(Registration(head)) })
    }

    /// Returns `true` if the node has a waker that would wake the same task.
    ///
    /// # Safety
    ///
    /// As for [`remove`](Self::remove).
    pub(super) unsafe fn has(&self, registration: &Registration, waker: &Waker) -> bool {
        let node = registration.0;
        // SAFETY: the contract of this function: the node is in the list.
        let kind = unsafe { node.as_ref() }.kind;
        // SAFETY: the node is in the list, and by its kind in the slot of a waker.
        kind.order.is_none() && unsafe { node.cast::<WaiterSlot<Waker>>().as_ref() }.waiter.will_wake(waker)
    }

    /// Takes all.
    #[inline]
    pub(super) fn take(&mut self) -> Self {
        mem::take(self)
    }

    /// Takes the waker out if that is all there is.
    #[inline]
    pub(super) fn pop_only_waker(&mut self) -> Option<Waker> {
        let head = self.head?;
        // SAFETY: the invariant of `WaiterList`: the head is in the ring.
        let Node { kind, after, .. } = unsafe { head.as_ref() };
        if *after != head || kind.order.is_some() {
            return None;
        }
        self.head = None;
        // SAFETY: by its kind in the slot of a waker, and in no list any more: the caller's.
        Some(unsafe { WaiterSlot::take(head) })
    }

    #[cold]
    fn clear(&mut self) {
        let mut panics = Panics::default();
        while let Some(waiting) = self.pop() {
            panics.catch(|| drop(waiting));
        }
        panics.resume();
    }

    /// Fires all, in the order of registration. The first panic is resumed after that.
    pub(super) fn fire(mut self) {
        let mut panics = Panics::default();
        while let Some(next) = self.pop() {
            panics.catch(|| next.fire());
        }
        panics.resume();
    }
}

impl Default for WaiterList {
    #[inline]
    fn default() -> Self {
        Self::new()
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

/// The place of a node in a list.
///
/// The node belongs to the list, and is used by its holder alone.
pub(super) struct Registration(NonNull<Node>);

// SAFETY: an address that is used as `Registration` says.
unsafe impl Send for Registration {}
// SAFETY: as for `Send`.
unsafe impl Sync for Registration {}

/// Callbacks of one thread.
pub(super) struct LocalList(WaiterList, PhantomData<*const ()>);

impl LocalList {
    pub(super) const fn new() -> Self {
        Self(WaiterList::new(), PhantomData)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts a callback behind all others.
    pub(super) fn push<F: FnOnce() + 'static>(&mut self, callback: F) {
        self.0.push(WaiterSlot::store(Callback::<_, true>(callback)));
    }

    pub(super) fn pop(&mut self) -> Option<Waiting> {
        self.0.pop()
    }
}
