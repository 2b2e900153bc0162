//! The slots of one operation, and the only code that accesses them.
//!
//! A [`Cell`] is the [completion word](super::word) and two slots, one for the value and one for the awaiter's waker.
//! Each access to a slot follows a transition that has named the accessing side its owner.
//!
//! The waker slot is two atomics, so that a completer may copy a waker during its exchange: the word then fails the
//! completer's transition, and the copy is discarded. User code (a waker's `clone`, `wake` and `drop`) runs only while no
//! slot is half moved.

use core::mem::{ManuallyDrop, MaybeUninit};
use core::ptr::{self, NonNull};
use core::sync::atomic::Ordering::Relaxed;
use core::task::{Context, Poll, RawWakerVTable, Waker};

use super::word::{Outcome, Parked, Snapshot, Word};
use crate::sync::{AtomicPtr, SharedCell, const_fn};

/// The value and the waker of one operation. Their owners are in [`word`](super::word).
///
/// Invariants:
///
/// 1. A slot is accessed only by the side that the word names as its owner.
/// 2. Each change of owner is a Release paired with an Acquire.
/// 3. A full waker slot has the two parts of one waker, filled by the awaiter.
pub(super) struct Cell<T> {
    word: Word,
    waker: WakerSlot,
    value: SharedCell<MaybeUninit<T>>,
}

// SAFETY: invariants 1 and 2. A shared cell moves a `T` between threads but never lends one, so `T: Send` is enough.
unsafe impl<T: Send> Sync for Cell<T> {}

/// The state that a leaving awaiter finds.
#[must_use]
pub(super) enum Left {
    /// The operation is pending, and the completer uses the cell last.
    ///
    /// The parked waker is the awaiter's.
    First(Option<Waker>),
    /// The completer has published this outcome, and the awaiter uses the cell last.
    Last(Outcome),
}

/// The awaiter has left, so the completer uses the cell last.
#[derive(Debug)]
pub(super) struct AwaiterOut;

impl<T> Drop for Cell<T> {
    /// Leaves the slots as they are: their owner empties them, see [`reset`](Self::reset).
    #[inline]
    fn drop(&mut self) {
        self.word.retire();
    }
}

impl<T> Cell<T> {
    const_fn! {
        #[inline]
        pub(super) fn new() -> Self {
            Self { word: Word::new(), waker: WakerSlot::new(), value: SharedCell::new(MaybeUninit::uninit()) }
        }
    }

    /// Returns the current state.
    #[inline]
    pub(super) fn snapshot(&self) -> Snapshot {
        self.word.load()
    }

    /// Returns the outcome, or stores the awaiter's waker.
    ///
    /// # Safety
    ///
    /// The caller is the awaiter, and hasn't left. Here and below, with `LOCAL` the completer is on the awaiter's thread.
    #[inline]
    pub(super) unsafe fn poll<const LOCAL: bool>(&self, cx: &mut Context<'_>) -> Poll<Outcome> {
        let seen = self.word.load();
        if seen.is_ready() {
            return Poll::Ready(seen.outcome());
        }
        // SAFETY: the contract of `poll`.
        unsafe { self.wait::<LOCAL>(seen, cx) }
    }

    /// Parks with the awaiter's waker if the operation is still pending.
    ///
    /// # Safety
    ///
    /// As for [`poll`](Self::poll).
    #[inline]
    unsafe fn wait<const LOCAL: bool>(&self, seen: Snapshot, cx: &mut Context<'_>) -> Poll<Outcome> {
        if seen.is_parked() {
            // SAFETY: the contract of `poll`, and `seen` is parked.
            return unsafe { self.wait_again::<LOCAL>(seen, cx) };
        }
        if !seen.has_room() {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let waker = cx.waker().clone();
        // SAFETY: row `idle`, or `ready` by now: the awaiter owns the waker slot, which is empty.
        unsafe { self.park::<LOCAL>(waker) }
    }

    /// Exchanges the parked waker, unless it would wake the same task.
    ///
    /// # Safety
    ///
    /// As for [`poll`](Self::poll), and `seen` is parked.
    #[inline(never)]
    unsafe fn wait_again<const LOCAL: bool>(&self, seen: Snapshot, cx: &mut Context<'_>) -> Poll<Outcome> {
        if self.waker.holds(cx.waker()) {
            return Poll::Pending;
        }
        let waker = cx.waker().clone();
        // With `LOCAL` only the clone can have completed the operation, and no exchange would find that out.
        let seen = if LOCAL { self.word.load() } else { seen };
        if LOCAL && seen.is_ready() {
            return Poll::Ready(seen.outcome());
        }
        if let Err(outcome) = self.word.unpark::<LOCAL>(seen) {
            return Poll::Ready(outcome);
        }
        // SAFETY: invariant 3, and transition 2 has made the awaiter the owner.
        let before = unsafe { self.waker.copy().into_waker() };
        if !seen.has_room() {
            waker.wake();
            return Poll::Pending;
        }
        // SAFETY: the awaiter owns the waker slot by transition 2, and has just emptied it.
        let parked = unsafe { self.park::<LOCAL>(waker) };
        drop(before);
        parked
    }

    /// Parks with a waker, or returns the outcome if the operation is completed.
    ///
    /// # Safety
    ///
    /// As for [`poll`](Self::poll), and the awaiter owns the waker slot, which is empty.
    #[inline]
    unsafe fn park<const LOCAL: bool>(&self, waker: Waker) -> Poll<Outcome> {
        self.waker.fill(waker);
        match self.word.park::<LOCAL>() {
            Parked::Waits => Poll::Pending,
            Parked::Ready(outcome) => {
                // SAFETY: invariant 3, and the awaiter still owns the waker slot.
                unsafe { self.waker.clear() };
                Poll::Ready(outcome)
            }
        }
    }

    /// Takes the parked waker out of the cell.
    ///
    /// # Safety
    ///
    /// The caller is the awaiter, and hasn't left.
    #[inline]
    pub(super) unsafe fn unpark<const LOCAL: bool>(&self) -> Option<Waker> {
        let seen = self.word.load();
        if !seen.is_waited_for() || self.word.unpark::<LOCAL>(seen).is_err() {
            return None;
        }
        // SAFETY: invariant 3, and transition 2 has made the awaiter the owner.
        Some(unsafe { self.waker.copy().into_waker() })
    }

    /// Ends the awaiter's use of the cell.
    ///
    /// # Safety
    ///
    /// The caller is the awaiter, and has neither taken the value nor left. After [`Left::First`] it doesn't use the cell
    /// again.
    #[inline]
    pub(super) unsafe fn leave(cell: NonNull<Self>) -> Left {
        // SAFETY: the cell is alive until the awaiter has left. It may be freed after that, before this returns: so the
        // parameter is a pointer.
        let Self { word, waker, .. } = unsafe { cell.as_ref() };
        let seen = word.load();
        if seen.is_ready() {
            return Left::Last(seen.outcome());
        }
        // Before the transition, after which the cell may be freed.
        let waker = seen.is_parked().then(|| waker.copy());
        match word.leave(seen) {
            // SAFETY: invariant 3, and transition 5 has made the awaiter the owner.
            Ok(()) => Left::First(waker.map(|waker| unsafe { waker.into_waker() })),
            Err(outcome) => Left::Last(outcome),
        }
    }

    /// Takes the value.
    ///
    /// # Safety
    ///
    /// The caller is the awaiter, the published outcome has a value, and the value wasn't taken.
    #[inline]
    pub(super) unsafe fn take(&self) -> T {
        // SAFETY: row `ready`: the slot is full, and the awaiter owns it.
        let value = unsafe { self.read() };
        self.word.take(self.word.load());
        value
    }

    /// Takes the value out of a cell that isn't used again.
    ///
    /// # Safety
    ///
    /// As for [`take`](Self::take); or the caller is the completer, has [put](Self::put) the value, and hasn't published.
    #[inline]
    pub(super) unsafe fn read(&self) -> T {
        // SAFETY: the slot is full, and the caller owns it: as the awaiter in row `ready`, or as the completer before that.
        self.value.with(|slot| unsafe { slot.cast::<T>().read() })
    }

    /// Fills the value slot.
    ///
    /// # Safety
    ///
    /// The caller is the completer, and hasn't published.
    #[inline]
    pub(super) unsafe fn put(&self, value: T) {
        // SAFETY: the completer owns the slot until it publishes, and the slot is empty.
        self.value.with(|slot| unsafe { slot.cast::<T>().write(value) });
    }

    /// Publishes the outcome, and returns the waker that the caller has to wake.
    ///
    /// # Errors
    ///
    /// Returns [`AwaiterOut`] if the awaiter has left. The completer still owns the value.
    ///
    /// # Safety
    ///
    /// The caller is the completer, hasn't published, and has [put](Self::put) a value unless the outcome has none. It
    /// doesn't use the cell again, except after an error.
    #[inline]
    pub(super) unsafe fn publish<const LOCAL: bool>(
        cell: NonNull<Self>,
        outcome: Outcome,
    ) -> Result<Option<Waker>, AwaiterOut> {
        // SAFETY: the cell is alive until the completer has published. It may be freed after that, before this returns: so
        // the parameter is a pointer.
        let Self { word, waker, .. } = unsafe { cell.as_ref() };
        let mut seen = word.load();
        loop {
            if seen.is_out() {
                return Err(AwaiterOut);
            }
            let waker = seen.is_parked().then(|| waker.copy());
            match word.publish::<LOCAL>(seen, outcome) {
                // SAFETY: invariant 3, and transition 3 has made the completer the owner. By the parking count, the copied
                // waker is the one that was parked.
                Ok(()) => return Ok(waker.map(|waker| unsafe { waker.into_waker() })),
                Err(now) => seen = now,
            }
        }
    }

    /// Empties the cell, and returns the content of its slots.
    ///
    /// # Safety
    ///
    /// The caller is the awaiter, and either the completer, too, or the completer has published.
    #[inline]
    pub(super) unsafe fn reset(&self) -> (Option<T>, Option<Waker>) {
        let seen = self.word.load();
        let full = seen.is_ready() && !seen.is_taken();
        // SAFETY: row `ready`: the slot is full, and the awaiter owns it.
        let value = full.then(|| unsafe { self.read() });
        // SAFETY: row `parked`: invariant 3, and no other side makes a transition now.
        let waker = seen.is_waited_for().then(|| unsafe { self.waker.copy().into_waker() });
        self.word.reset();
        (value, waker)
    }
}

/// A slot for a waker, as two atomics.
struct WakerSlot {
    data: AtomicPtr<()>,
    vtable: AtomicPtr<RawWakerVTable>,
}

/// A copy of the slot.
///
/// Its parts may be of two different wakers, until a transition of the word succeeds.
struct Copied {
    data: *const (),
    vtable: *const RawWakerVTable,
}

impl WakerSlot {
    const_fn! {
        fn new() -> Self {
            Self { data: AtomicPtr::new(ptr::null_mut()), vtable: AtomicPtr::new(ptr::null_mut()) }
        }
    }

    #[inline]
    fn fill(&self, waker: Waker) {
        let waker = ManuallyDrop::new(waker);
        // ORDERING: Relaxed, here and below: the Release in `Word::park` hands both parts over.
        self.data.store(waker.data().cast_mut(), Relaxed);
        // ORDERING: Relaxed, as for the data.
        self.vtable.store(ptr::from_ref(waker.vtable()).cast_mut(), Relaxed);
    }

    #[inline]
    fn copy(&self) -> Copied {
        // ORDERING: Relaxed, here and below: the word was read with Acquire before, and its next transition fails if the
        // parts don't belong together.
        let data = self.data.load(Relaxed);
        // ORDERING: Relaxed, as for the data.
        Copied { data, vtable: self.vtable.load(Relaxed) }
    }

    /// Drops the waker in the slot.
    ///
    /// Cold: an operation is rarely completed while its awaiter parks.
    ///
    /// # Safety
    ///
    /// The slot is full, and the caller owns it.
    #[cold]
    unsafe fn clear(&self) {
        // SAFETY: invariant 3 of `Cell`, and the caller owns the slot.
        drop(unsafe { self.copy().into_waker() });
    }

    /// Returns `true` if the slot has this waker.
    ///
    /// Called by the awaiter, which alone fills the slot.
    #[inline]
    fn holds(&self, waker: &Waker) -> bool {
        let Copied { data, vtable } = self.copy();
        ptr::eq(data, waker.data()) && ptr::eq(vtable, waker.vtable())
    }
}

impl Copied {
    /// Makes the waker again.
    ///
    /// # Safety
    ///
    /// The parts are of one waker, which the caller owns.
    #[inline]
    unsafe fn into_waker(self) -> Waker {
        // SAFETY: a waker's vtable is `'static`.
        let vtable = unsafe { &*self.vtable };
        // SAFETY: the parts of one waker, which `fill` has forgotten and the caller owns.
        unsafe { Waker::new(self.data, vtable) }
    }
}

/// Wakes the awaiter.
///
/// With std, a panic of the waker ends here, so that it doesn't reach the completer.
#[inline]
pub(super) fn wake(waker: Option<Waker>) {
    let Some(waker) = waker else { return };
    #[cfg(feature = "std")]
    crate::panics::catch(|| waker.wake());
    #[cfg(not(feature = "std"))]
    waker.wake();
}
