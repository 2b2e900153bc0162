//! The memory that the wakers of a join share, in one piece from the pool.
//!
//! ```text
//!   ┌────────┬───┬───┬─────┬───────┬─────┐
//!   │ Header │ 0 │ 1 │ ... │ Group │ ... │
//!   └────────┴───┴─▲─┴─────┴───────┴─────┘
//!                  └ a waker of element 1
//! ```
//!
//! A waker points at the number of its element, and finds everything else from there. It shares words and the parent's waker, never an
//! element: elements may borrow, and wakers live for any time.

use core::alloc::Layout;
use core::ptr::NonNull;
use core::slice;
use core::task::Waker;

use super::group::{ELEMENTS, Group};
use super::woken_list::WokenList;
use crate::sync::{AtomicUsize, SharedCell, Witness};
use valuetask::__runtime::{give, take};

/// The state that all wakers share. Numbers and groups follow it in memory.
pub(super) struct JoinHeader {
    pub(super) list: WokenList,
    /// The parent's waker. The list names its owner.
    parent: SharedCell<Option<Waker>>,
    /// The number of groups with wakers once the join is dropped, less those that have left.
    pub(super) orphans: AtomicUsize,
    /// The number of elements.
    len: usize,
    /// The offset of the groups, in bytes.
    groups: usize,
    /// Read by each use of the memory, written when it is freed.
    witness: Witness,
}

/// A group, and its link on the list. The waker that pushes the group owns the link, and after that the join.
pub(super) struct Linked {
    pub(super) group: Group,
    pub(super) next: AtomicUsize,
}

/// The offset of the numbers.
const NUMBERS: usize = size_of::<JoinHeader>();
const _: () = assert!(NUMBERS.is_multiple_of(align_of::<u32>()));

/// The layout of the memory, and the offset of the groups.
fn layout(len: usize) -> (Layout, usize) {
    let parts = || {
        let (numbers, _) = Layout::new::<JoinHeader>().extend(Layout::array::<u32>(len).ok()?).ok()?;
        numbers.extend(Layout::array::<Linked>(len.div_ceil(ELEMENTS)).ok()?).ok()
    };
    parts().expect("the elements themselves are larger, and fit")
}

/// The memory. It is freed by [`free`](Self::free) alone.
///
/// Invariant: from [`take`] for the layout of as many elements as the header says, all of it written, and not freed.
#[derive(Clone, Copy)]
pub(super) struct Memory(NonNull<JoinHeader>);

impl Memory {
    /// # Panics
    ///
    /// If there are more elements than a `u32` can number.
    pub(super) fn new(len: usize) -> Self {
        let last = u32::try_from(len).expect("a join has less than 2^32 elements");
        let (whole, groups) = layout(len);
        let start = take(whole).cast::<JoinHeader>();
        let (list, parent, orphans) = (WokenList::new(), SharedCell::new(None), AtomicUsize::new(0));
        // SAFETY: `take` gave memory that begins with a header's place, ours alone.
        unsafe { start.write(JoinHeader { list, parent, orphans, len, groups, witness: Witness::of_a_write() }) };
        let this = Self(start);
        for number in 0..last {
            // SAFETY: there are `len` of them.
            let place = unsafe { this.number(number as usize) };
            // SAFETY: in bounds, and ours alone, as above.
            unsafe { place.write(number) };
        }
        for place in 0..len.div_ceil(ELEMENTS) {
            // SAFETY: there are as many, by `layout`.
            let linked = unsafe { this.groups_start().add(place) };
            // SAFETY: in bounds, and ours alone, as above.
            unsafe { linked.write(Linked { group: Group::new(), next: AtomicUsize::new(0) }) };
        }
        this
    }

    #[inline]
    pub(super) fn header(&self) -> &JoinHeader {
        // SAFETY: written and not freed, by the invariant, and only ever shared.
        unsafe { self.0.as_ref() }
    }

    #[inline]
    fn groups_start(self) -> NonNull<Linked> {
        // SAFETY: in bounds of the memory, by the invariant.
        unsafe { self.0.byte_add(self.header().groups) }.cast()
    }

    #[inline]
    pub(super) fn groups(&self) -> &[Linked] {
        // SAFETY: written and not freed, by the invariant, and only ever shared.
        unsafe { slice::from_raw_parts(self.groups_start().as_ptr(), self.header().len.div_ceil(ELEMENTS)) }
    }

    /// Returns the address of the number of an element.
    ///
    /// # Safety
    ///
    /// The element exists.
    #[inline]
    pub(super) unsafe fn number(self, element: usize) -> NonNull<u32> {
        // SAFETY: in bounds of the memory, by the invariant and the contract of this function.
        unsafe { self.0.byte_add(NUMBERS + element * size_of::<u32>()) }.cast()
    }

    /// Returns the memory that holds this number, and the number.
    ///
    /// # Safety
    ///
    /// It came from [`number`](Self::number), and the memory is not freed.
    #[inline]
    pub(super) unsafe fn of_number(place: NonNull<u32>) -> (Self, usize) {
        // SAFETY: written, by the invariant.
        let element = unsafe { place.read() } as usize;
        // SAFETY: in bounds: `number` has added as much.
        let start = unsafe { place.byte_sub(NUMBERS + element * size_of::<u32>()) };
        let memory = Self(start.cast());
        memory.header().witness.read();
        (memory, element)
    }

    /// Accesses the slot of the parent's waker. `access` runs no user code.
    ///
    /// # Safety
    ///
    /// The slot is the caller's, as the [list](super::woken_list) has it.
    #[inline]
    pub(super) unsafe fn with_parent<R>(self, access: impl FnOnce(&mut Option<Waker>) -> R) -> R {
        self.header().parent.with(|parent| {
            // SAFETY: the slot is the caller's alone, by the contract of this function, and it isn't freed.
            access(unsafe { &mut *parent })
        })
    }

    /// Frees the memory.
    ///
    /// # Safety
    ///
    /// It isn't used again.
    pub(super) unsafe fn free(self) {
        let (len, whole) = (self.header().len, layout(self.header().len).0);
        self.header().witness.written();
        for place in 0..len.div_ceil(ELEMENTS) {
            // SAFETY: there are as many, by `layout`.
            let linked = unsafe { self.groups_start().add(place) };
            // SAFETY: written, by the invariant, and not used again.
            unsafe { linked.drop_in_place() };
        }
        // SAFETY: written, by the invariant, and not used again.
        unsafe { self.0.drop_in_place() };
        // SAFETY: from `take` with this layout, by the invariant.
        unsafe { give(self.0.cast(), whole) };
    }
}
