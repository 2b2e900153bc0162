//! The wakers of many elements: each marks its element, so that a join polls woken elements only.
//!
//! The join frees the memory when it is dropped. If wakers are left, the last of them frees it. A group without wakers never has one
//! again, so a join whose elements were all woken frees the memory without a read-modify-write.

use core::mem::ManuallyDrop;
use core::ptr::{self, NonNull};
use core::sync::atomic::Ordering::{AcqRel, Relaxed};
use core::task::{Context, RawWaker, RawWakerVTable, Waker};

use super::group::{ELEMENTS, Group, Marked};
use super::memory::Memory;
use super::offer::{self, Offer};
use super::woken_list::Pushed;

/// The data of a waker: a pointer to the number of its element.
///
/// Invariant: in [`Memory`] that is not freed, as the waker is counted by its group, or is borrowed from a poll of the join.
#[derive(Clone, Copy)]
struct WakerData(NonNull<u32>);

impl WakerData {
    const VTABLE: &'static RawWakerVTable =
        &RawWakerVTable::new(Self::clone, Self::wake, Self::wake_by_ref, Self::drop);

    /// # Safety
    ///
    /// `data` is that of a waker with this vtable, which has not been dropped.
    unsafe fn from_data(data: *const ()) -> Self {
        // SAFETY: `waker` made it of a pointer that isn't null.
        Self(unsafe { NonNull::new_unchecked(data.cast_mut()) }.cast())
    }

    fn data(self) -> *const () {
        self.0.as_ptr().cast_const().cast()
    }

    /// A waker that isn't counted, unless the caller has counted it.
    #[inline]
    fn waker(self) -> Waker {
        // SAFETY: the vtable's functions keep to the contract of `RawWakerVTable`: they may be called on any thread, and a clone points
        // at memory that isn't freed before the clone is dropped, by the invariant.
        unsafe { Waker::from_raw(RawWaker::new(self.data(), Self::VTABLE)) }
    }

    /// Returns the memory, the place of the group, and the index in the group.
    #[inline]
    fn locate(self) -> (Memory, usize, usize) {
        // SAFETY: not freed, by the invariant.
        let (memory, element) = unsafe { Memory::of_number(self.0) };
        (memory, element / ELEMENTS, element % ELEMENTS)
    }

    unsafe fn clone(data: *const ()) -> RawWaker {
        // SAFETY: the contract of `RawWakerVTable`.
        let this = unsafe { Self::from_data(data) };
        if !offer::accept(data) {
            let (memory, place, _) = this.locate();
            memory.groups()[place].group.add();
        }
        RawWaker::new(data, Self::VTABLE)
    }

    unsafe fn wake(data: *const ()) {
        // SAFETY: as in `clone`.
        let (memory, place, element) = unsafe { Self::from_data(data) }.locate();
        match memory.groups()[place].group.mark_and_drop(element) {
            Marked::Done => {}
            // SAFETY: it was the last waker of an orphaned group, by `Marked::Leave`.
            Marked::Leave => unsafe { drop_ref(memory) },
            Marked::PutOnList => {
                let parent = put_on_list(memory, place);
                // SAFETY: still counted, by `Marked::PutOnList`.
                unsafe { drop_one(memory, place) };
                wake_parent(parent);
            }
        }
    }

    unsafe fn wake_by_ref(data: *const ()) {
        // SAFETY: as in `clone`.
        let (memory, place, element) = unsafe { Self::from_data(data) }.locate();
        if memory.groups()[place].group.mark(element) == Marked::PutOnList {
            wake_parent(put_on_list(memory, place));
        }
    }

    unsafe fn drop(data: *const ()) {
        // SAFETY: as in `clone`.
        let (memory, place, _) = unsafe { Self::from_data(data) }.locate();
        // SAFETY: it was counted, and isn't used again.
        unsafe { drop_one(memory, place) };
    }
}

/// Puts a group whose first bit the caller has just set on the list. Returns the parent's waker if that has to be woken.
fn put_on_list(memory: Memory, place: usize) -> Option<Waker> {
    let list = &memory.header().list;
    match list.push(place + 1, &memory.groups()[place].next) {
        Pushed::Done => None,
        Pushed::TakeWaker => {
            // SAFETY: row `WAKING`: the slot is that of the waker which put the first group there.
            let parent = unsafe { memory.with_parent(Option::take) };
            list.leave();
            parent
        }
    }
}

fn wake_parent(parent: Option<Waker>) {
    if let Some(parent) = parent {
        parent.wake();
    }
}

/// One waker fewer.
///
/// # Safety
///
/// The caller's waker is counted, and not used again.
unsafe fn drop_one(memory: Memory, place: usize) {
    if memory.groups()[place].group.drop_wakers(1) {
        // SAFETY: it was the last, as `drop_wakers` says.
        unsafe { drop_ref(memory) };
    }
}

/// One orphaned group fewer; the last one frees the memory.
///
/// # Safety
///
/// The group's last waker calls this, after the group was orphaned. The group isn't used again.
unsafe fn drop_ref(memory: Memory) {
    // ORDERING: Release hands what the group's wakers did to the Acquire of the one that frees the memory: here or in `Wakers::drop`.
    if memory.header().orphans.fetch_sub(1, AcqRel) == 1 {
        // SAFETY: the join has added its groups, so it is gone, and this was the last of them.
        unsafe { memory.free() };
    }
}

/// The join's side: it hands wakers to the elements that it polls, and takes those that were woken.
///
/// Invariant: the memory is not freed, and there is one of these for it.
pub(super) struct Wakers {
    memory: Memory,
    /// The parent's waker when it was last parked. Only compared with.
    parked: (*const (), *const RawWakerVTable),
}

// SAFETY: the memory shares words, and the parent's waker, which is `Send`. The pointers in `parked` are never followed. Not `Sync`, as
// no code needs it.
unsafe impl Send for Wakers {}

impl Wakers {
    pub(super) fn new(elements: usize) -> Self {
        Self { memory: Memory::new(elements), parked: (ptr::null(), ptr::null()) }
    }

    /// Prepares the first polls of the elements of a group with this many pending ones.
    ///
    /// Their wakers are counted beforehand, so that none of them is when it is cloned.
    pub(super) fn lend(&mut self, place: usize, pending: usize) -> Lent<'_> {
        let group = &self.memory.groups()[place].group;
        let first = self.element(place * ELEMENTS).data().addr();
        let left = if offer::IS_MADE { pending } else { 0 };
        group.lend(left);
        Lent { wakers: self, group, offer: Offer::make(first..first + ELEMENTS * size_of::<u32>(), left) }
    }

    /// Takes the elements that were woken, in no order, and polls each by `poll`, until that returns `Some`.
    pub(super) fn poll_woken<B>(&mut self, mut poll: impl FnMut(usize, &mut Context<'_>) -> Option<B>) -> Option<B> {
        let groups = self.memory.groups();
        let mut place = self.memory.header().list.take();
        while let Some(linked) = place.checked_sub(1).map(|place| &groups[place]) {
            let first = (place - 1) * ELEMENTS;
            // Read before the bits are taken: after that, the waker that sets the first bit owns the link.
            // ORDERING: Relaxed, as `WokenList::take` took it from the Release in `push`.
            place = linked.next.load(Relaxed);
            let mut woken = linked.group.take();
            while woken != 0 {
                let element = first + woken.trailing_zeros() as usize;
                woken &= woken - 1;
                if let Some(enough) = self.poll(element, |cx| poll(element, cx)) {
                    return Some(enough);
                }
            }
        }
        None
    }

    /// Polls an element, in the context that it gets.
    #[inline]
    pub(super) fn poll<R>(&self, element: usize, poll: impl FnOnce(&mut Context<'_>) -> R) -> R {
        let waker = ManuallyDrop::new(self.element(element).waker());
        poll(&mut Context::from_waker(&waker))
    }

    #[inline]
    fn element(&self, element: usize) -> WakerData {
        assert!(element / ELEMENTS < self.memory.groups().len(), "no such element");
        // SAFETY: the number is one of the memory's, as was just asserted.
        WakerData(unsafe { self.memory.number(element) })
    }

    /// Returns `true` if nothing was woken and this parent is parked: then there is nothing to do.
    pub(super) fn is_parked_for(&self, parent: &Waker) -> bool {
        self.memory.header().list.is_parked() && self.parked == (parent.data(), ptr::from_ref(parent.vtable()))
    }

    /// Parks the parent until an element is woken, or wakes it now if one was.
    ///
    /// The list was taken since it was last parked.
    pub(super) fn park(&mut self, parent: &Waker) {
        let list = &self.memory.header().list;
        if !list.slot_is_free() {
            return parent.wake_by_ref();
        }
        let fresh = parent.clone();
        self.parked = (fresh.data(), ptr::from_ref(fresh.vtable()));
        // SAFETY: the list was taken, and `WAKING` isn't set, so it is the join's.
        let former = unsafe { self.memory.with_parent(|slot| slot.replace(fresh)) };
        if !list.park() {
            parent.wake_by_ref();
        }
        drop(former);
    }
}

impl Drop for Wakers {
    fn drop(&mut self) {
        let memory = self.memory;
        let slot_is_free = memory.header().list.close();
        let take_parent = || {
            // SAFETY: the slot is the join's, as `close` returned. A waker that has the slot is counted by its group.
            unsafe { memory.with_parent(Option::take) }
        };
        let parent = if slot_is_free { take_parent() } else { None };
        let orphans = memory.groups().iter().filter(|linked| linked.group.orphan()).count();
        // ORDERING: Acquire takes what wakers did from the Release in `drop_ref`; Release hands what this did to the Acquire there.
        // Those that have left already have counted below zero.
        if orphans == 0 || memory.header().orphans.fetch_add(orphans, AcqRel).wrapping_add(orphans) == 0 {
            // SAFETY: no group has a waker, and a group without one never has one again.
            unsafe { memory.free() };
        }
        drop(parent);
    }
}

/// Wakers of one group that are counted and don't exist yet: the thread offers them.
pub(super) struct Lent<'w> {
    wakers: &'w Wakers,
    group: &'w Group,
    offer: Offer,
}

impl Lent<'_> {
    /// Polls one of the elements, in the context that it gets.
    #[inline]
    pub(super) fn poll<R>(&mut self, element: usize, poll: impl FnOnce(&mut Context<'_>) -> R) -> R {
        self.wakers.poll(element, poll)
    }
}

/// Withdraws the offer, also if a poll panics.
impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let left = self.offer.withdraw();
        if left > 0 {
            let last = self.group.drop_wakers(left);
            debug_assert!(!last, "the join isn't dropped");
        }
    }
}
