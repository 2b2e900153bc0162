//! Waiters of a cell: nodes of the pool, alone or linked in a ring. A node shares its slot with what waits: a waker, or a callback.
//!
//! A node is owned by a [`Waiting`], or by the [`WaiterList`] in which it is linked. A [`Registration`] is its place there.

use core::alloc::Layout;
use core::marker::PhantomData;
use core::mem::{self, ManuallyDrop};
use core::ptr::{self, NonNull};
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

/// The functions of waiters of one type. `node` is in a slot of that type; the caller owns the node, and gives it up.
struct WaiterFns {
    /// `None` for a waker.
    order: Option<Order>,
    /// Wakes the waker, or calls the callback.
    fire: unsafe fn(node: NonNull<Node>),
    drop: unsafe fn(node: NonNull<Node>),
}

/// The part of a slot that lists use.
pub(super) struct Node {
    functions: &'static WaiterFns,
    /// The neighbours in the ring; meaningless while the node isn't in a list.
    before: NonNull<Node>,
    after: NonNull<Node>,
    witness: Witness,
}

/// A node, and the waker or the callback that waits.
#[repr(C)]
struct WaiterSlot<W> {
    /// Invariant: its functions are those of this type.
    node: Node,
    waiter: W,
}

impl<W> WaiterSlot<W> {
    /// Stores a waiter with a node that is in no list. The functions are those of this type.
    #[inline]
    fn store(functions: &'static WaiterFns, waiter: W) -> Waiting {
        let slot = take(Layout::new::<Self>()).cast::<Self>();
        let none = NonNull::dangling();
        let node = Node { functions, before: none, after: none, witness: Witness::of_a_write() };
        // SAFETY: memory of this layout, which is ours alone.
        unsafe { slot.write(Self { node, waiter }) };
        Waiting(slot.cast())
    }

    /// Takes the waiter out, and frees the slot.
    ///
    /// # Safety
    ///
    /// As for [`WaiterFns`], of this type.
    #[inline]
    unsafe fn take(node: NonNull<Node>) -> W {
        // SAFETY: the contract of `WaiterFns`: the slot is given up, and what was read isn't used again.
        let Self { node: taken, waiter } = unsafe { node.cast::<Self>().read() };
        taken.witness.written();
        // SAFETY: memory of this layout, which has just been emptied.
        unsafe { give(node.cast(), Layout::new::<Self>()) };
        waiter
    }

    /// See [`WaiterFns::drop`].
    unsafe fn drop(node: NonNull<Node>) {
        // SAFETY: the contract of `WaiterFns`.
        drop(unsafe { Self::take(node) });
    }
}

impl WaiterSlot<Waker> {
    const WAKER: &'static WaiterFns = &WaiterFns { order: None, fire: Self::wake, drop: Self::drop };

    /// See [`WaiterFns::fire`].
    unsafe fn wake(node: NonNull<Node>) {
        // SAFETY: the contract of `WaiterFns`.
        unsafe { Self::take(node) }.wake();
    }
}

impl<F: FnOnce() + 'static> WaiterSlot<F> {
    /// Those of a callback, by its turn.
    const CALLBACK: &'static [WaiterFns; 2] = &[
        WaiterFns { order: Some(Order::Schedules), fire: Self::call, drop: Self::drop },
        WaiterFns { order: Some(Order::Inline), fire: Self::call, drop: Self::drop },
    ];

    /// See [`WaiterFns::fire`].
    unsafe fn call(node: NonNull<Node>) {
        // SAFETY: the contract of `WaiterFns`.
        let callback = unsafe { Self::take(node) };
        callback();
    }
}

/// A node that is in no list.
///
/// Invariant: the node is this one's alone, and so is its slot.
pub(super) struct Waiting(NonNull<Node>);

impl Waiting {
    #[inline]
    pub(super) fn of_waker(waker: Waker) -> Self {
        WaiterSlot::store(WaiterSlot::<Waker>::WAKER, waker)
    }

    #[inline]
    pub(super) fn of_callback<F: FnOnce() + Send + 'static>(order: Order, callback: F) -> Self {
        WaiterSlot::store(&WaiterSlot::<F>::CALLBACK[order as usize], callback)
    }

    /// Gives the node up.
    #[inline]
    fn into_node(self) -> NonNull<Node> {
        ManuallyDrop::new(self).0
    }

    /// Takes the callback out.
    ///
    /// # Safety
    ///
    /// It was made of a callback of this type.
    pub(super) unsafe fn into_callback<F>(self) -> F {
        // SAFETY: the contract of this function.
        unsafe { WaiterSlot::take(self.into_node()) }
    }

    fn functions(&self) -> &'static WaiterFns {
        // SAFETY: the invariant of `Waiting`.
        unsafe { self.0.as_ref() }.functions
    }

    /// Returns `true` if this is a callback that runs after all wakers were woken.
    #[inline]
    pub(super) fn is_inline(&self) -> bool {
        self.functions().order == Some(Order::Inline)
    }

    /// Wakes the waker, or calls the callback.
    #[inline]
    pub(super) fn fire(self) {
        let fire = self.functions().fire;
        // SAFETY: the invariant of `Waiting`: these are the functions of its slot.
        unsafe { fire(self.into_node()) };
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        // SAFETY: the invariant of `Waiting`; the node isn't used again.
        unsafe { (self.functions().drop)(self.0) };
    }
}

/// Nodes in the order in which they were put in.
///
/// Invariant: `head` is null, or one of a ring of nodes that the list owns: each is the `before` of its `after`. They are used by the holder
/// of the list alone.
pub(super) struct WaiterList {
    head: *mut Node,
}

// SAFETY: a list owns its nodes, and what they hold may be sent: a `Waker`, or a callback that is `Send`.
unsafe impl Send for WaiterList {}

impl WaiterList {
    pub(super) const fn new() -> Self {
        Self { head: ptr::null_mut() }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.head.is_null()
    }

    /// Puts a node behind all others.
    #[inline]
    pub(super) fn push(&mut self, waiting: Waiting) -> Registration {
        let node = waiting.into_node();
        let Some(head) = NonNull::new(self.head) else {
            self.head = node.as_ptr();
            // SAFETY: it has just been given up to this list.
            unsafe { link(node, node) };
            return Registration(node);
        };
        // SAFETY: the invariant of `WaiterList`: the head is in the ring.
        let last = unsafe { (*head.as_ptr()).before };
        // SAFETY: the invariant of `WaiterList`: `last` is in the ring; `node` was given up to this list.
        unsafe { link(last, node) };
        // SAFETY: `node` was given up to this list, and the head is in the ring.
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
        let before = unsafe { (*node.as_ptr()).before };
        // SAFETY: by the contract of this function the node is in the ring.
        let after = unsafe { (*node.as_ptr()).after };
        // SAFETY: the invariant of `WaiterList`: neighbours in the ring are nodes of this list.
        unsafe { link(before, after) };
        if self.head == node.as_ptr() {
            self.head = if after == node { ptr::null_mut() } else { after.as_ptr() };
        }
        // It is in no list any more, and was given up in `push`.
        Waiting(node)
    }

    pub(super) fn pop(&mut self) -> Option<Waiting> {
        let head = NonNull::new(self.head)?;
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
        let functions = unsafe { node.as_ref() }.functions;
        // SAFETY: the node is in the list, and by its functions in the slot of a waker.
        functions.order.is_none() && unsafe { node.cast::<WaiterSlot<Waker>>().as_ref() }.waiter.will_wake(waker)
    }

    /// Takes all.
    #[inline]
    pub(super) fn take(&mut self) -> Self {
        mem::take(self)
    }

    /// Takes the waker out if that is all there is.
    #[inline]
    pub(super) fn pop_only_waker(&mut self) -> Option<Waker> {
        let head = NonNull::new(self.head)?;
        // SAFETY: the invariant of `WaiterList`: the head is in the ring.
        let Node { functions, after, .. } = unsafe { head.as_ref() };
        if *after != head || functions.order.is_some() {
            return None;
        }
        self.head = ptr::null_mut();
        // SAFETY: by its functions in the slot of a waker, and in no list any more: the caller's.
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
        self.0.push(WaiterSlot::store(&WaiterSlot::<F>::CALLBACK[Order::Inline as usize], callback));
    }

    pub(super) fn pop(&mut self) -> Option<Waiting> {
        self.0.pop()
    }
}
