//! The slots of one operation, and the only code that reaches into them.
//!
//! A [`Cell`] is the [completion word](super::word) and two slots, one for the value and one for the awaiter's waker.
//! Nothing here reads or writes a slot without having just been named its owner by the word.
//!
//! The waker slot is two atomics, so that a completer may copy a waker that is just being exchanged: the word then
//! tells it that what it has is nothing. User code (a waker's `clone`, `wake` and `drop`) runs only where no slot is
//! half moved.

use core::mem::{ManuallyDrop, MaybeUninit};
use core::ptr::{self, NonNull};
use core::sync::atomic::Ordering::Relaxed;
use core::task::{Context, Poll, RawWakerVTable, Waker};

use super::word::{Outcome, Parked, Snapshot, Word};
use crate::sync::{AtomicPtr, Tracked, const_fn};

/// Where a value and a waker meet. See [`word`](super::word) for who owns what.
pub(super) struct Cell<T> {
    word: Word,
    waker: WakerSlot,
    value: Tracked<MaybeUninit<T>>,
}

// SAFETY: a slot is reached only by the side that the word names, and each change of owner is a Release and an Acquire.
// What is shared moves a `T` between threads but never lends one, so `T: Send` is enough.
unsafe impl<T: Send> Sync for Cell<T> {}

/// What an awaiter that leaves finds.
#[must_use]
pub(super) enum Left {
    /// The completer is still to come, and is the last to use this; the waker that was parked is the awaiter's.
    First(Option<Waker>),
    /// The completer has been here, and left this.
    Last(Outcome),
}

/// The awaiter doesn't come back: whoever hears it is the last to use the cell.
#[derive(Debug)]
pub(super) struct AwaiterOut;

impl<T> Drop for Cell<T> {
    /// What is in the slots is the owner's business: see [`reset`](Self::reset).
    #[inline]
    fn drop(&mut self) {
        self.word.retire();
    }
}

impl<T> Cell<T> {
    const_fn! {
        #[inline]
        pub(super) fn new() -> Self {
            Self { word: Word::new(), waker: WakerSlot::new(), value: Tracked::new(MaybeUninit::uninit()) }
        }
    }

    /// How it stands, for whoever asks.
    #[inline]
    pub(super) fn snapshot(&self) -> Snapshot {
        self.word.load()
    }

    /// The outcome, once it is there; until then the awaiter's waker lies here.
    ///
    /// # Safety
    ///
    /// The caller is the awaiter, and hasn't left. Here and below, with `LOCAL` the completer is on the same thread.
    #[inline]
    pub(super) unsafe fn poll<const LOCAL: bool>(&self, cx: &mut Context<'_>) -> Poll<Outcome> {
        let seen = self.word.load();
        if seen.is_ready() {
            return Poll::Ready(seen.outcome());
        }
        // SAFETY: the contract of this function.
        unsafe { self.wait::<LOCAL>(seen, cx) }
    }

    /// Parks, if there is nothing to take.
    ///
    /// # Safety
    ///
    /// As for [`poll`](Self::poll).
    #[inline]
    unsafe fn wait<const LOCAL: bool>(&self, seen: Snapshot, cx: &mut Context<'_>) -> Poll<Outcome> {
        if seen.is_parked() {
            // SAFETY: the contract of this function.
            return unsafe { self.wait_again::<LOCAL>(seen, cx) };
        }
        if !seen.has_room() {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let waker = cx.waker().clone();
        // SAFETY: row `idle`, as seen, or `ready` since then: the slot is the awaiter's, and empty.
        unsafe { self.park::<LOCAL>(waker) }
    }

    /// Parks with another waker than the one that lies here.
    ///
    /// # Safety
    ///
    /// As for [`poll`](Self::poll); it is parked.
    #[inline(never)]
    unsafe fn wait_again<const LOCAL: bool>(&self, seen: Snapshot, cx: &mut Context<'_>) -> Poll<Outcome> {
        if self.waker.holds(cx.waker()) {
            return Poll::Pending;
        }
        let waker = cx.waker().clone();
        // On one thread, only what the clone does can come in between; there is no exchange that would find it out.
        let seen = if LOCAL { self.word.load() } else { seen };
        if LOCAL && seen.is_ready() {
            return Poll::Ready(seen.outcome());
        }
        if let Err(outcome) = self.word.unpark::<LOCAL>(seen) {
            return Poll::Ready(outcome);
        }
        // SAFETY: transition 2 has made it the awaiter's, which alone fills the slot.
        let before = unsafe { self.waker.copy().into_waker() };
        if !seen.has_room() {
            waker.wake();
            return Poll::Pending;
        }
        // SAFETY: transition 2 has made the slot the awaiter's, and it was emptied just now.
        let parked = unsafe { self.park::<LOCAL>(waker) };
        drop(before);
        parked
    }

    /// Parks with this waker, or finds that there is something to take.
    ///
    /// # Safety
    ///
    /// As for [`poll`](Self::poll); the waker slot is the awaiter's, and empty.
    #[inline]
    unsafe fn park<const LOCAL: bool>(&self, waker: Waker) -> Poll<Outcome> {
        self.waker.fill(waker);
        match self.word.park::<LOCAL>() {
            Parked::Waits => Poll::Pending,
            Parked::Ready(outcome) => {
                // SAFETY: it was filled just now, and not given up.
                unsafe { self.waker.clear() };
                Poll::Ready(outcome)
            }
        }
    }

    /// The awaiter's waker, which no longer lies here.
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
        // SAFETY: as in `poll`.
        Some(unsafe { self.waker.copy().into_waker() })
    }

    /// Ends the awaiter's part.
    ///
    /// # Safety
    ///
    /// The caller is the awaiter, and has neither taken the value nor left; after [`Left::First`] it uses the cell no
    /// more.
    #[inline]
    pub(super) unsafe fn leave(cell: NonNull<Self>) -> Left {
        // SAFETY: in use until we have left, by the contract of this function. No reference to the whole is a parameter
        // here, or it would have to be there until this returns.
        let Self { word, waker, .. } = unsafe { cell.as_ref() };
        let seen = word.load();
        if seen.is_ready() {
            return Left::Last(seen.outcome());
        }
        // Before it leaves: afterwards the cell may be gone.
        let waker = seen.is_parked().then(|| waker.copy());
        match word.leave(seen) {
            // SAFETY: transition 5 has made it the awaiter's, which alone fills the slot.
            Ok(()) => Left::First(waker.map(|waker| unsafe { waker.into_waker() })),
            Err(outcome) => Left::Last(outcome),
        }
    }

    /// Takes the value.
    ///
    /// # Safety
    ///
    /// The caller is the awaiter, and was told of an outcome that has a value; nobody has taken that.
    #[inline]
    pub(super) unsafe fn take(&self) -> T {
        // SAFETY: row `ready`: the slot is full, and the caller's by the contract of this function.
        let value = unsafe { self.read() };
        self.word.take(self.word.load());
        value
    }

    /// Takes the value out of a cell that isn't used again.
    ///
    /// # Safety
    ///
    /// As for [`take`](Self::take); or the caller is the completer, has [put](Self::put) it here, and hasn't published.
    #[inline]
    pub(super) unsafe fn read(&self) -> T {
        // SAFETY: full, and the caller's, by the contract of this function.
        self.value.with(|slot| unsafe { slot.cast::<T>().read() })
    }

    /// Puts the value where the awaiter will find it.
    ///
    /// # Safety
    ///
    /// The caller is the completer, and hasn't published.
    #[inline]
    pub(super) unsafe fn put(&self, value: T) {
        // SAFETY: the slot is the completer's until it has published, and empty.
        self.value.with(|slot| unsafe { slot.cast::<T>().write(value) });
    }

    /// Publishes what was [put](Self::put); the waker that it returns is to be woken.
    ///
    /// # Errors
    ///
    /// The awaiter is out. A value is still the completer's.
    ///
    /// # Safety
    ///
    /// The caller is the completer, hasn't published, and has put a value unless the outcome has none. Afterwards it
    /// uses the cell no more, unless it is told that the awaiter is out.
    #[inline]
    pub(super) unsafe fn publish<const LOCAL: bool>(
        cell: NonNull<Self>,
        outcome: Outcome,
    ) -> Result<Option<Waker>, AwaiterOut> {
        // SAFETY: in use until we have published, by the contract of this function. As in `leave`, this is no
        // parameter.
        let Self { word, waker, .. } = unsafe { cell.as_ref() };
        let mut seen = word.load();
        loop {
            if seen.is_out() {
                return Err(AwaiterOut);
            }
            let waker = seen.is_parked().then(|| waker.copy());
            match word.publish::<LOCAL>(seen, outcome) {
                // SAFETY: transition 3 has made it the completer's, and by the count it is the one that lay there when
                // it was copied.
                Ok(()) => return Ok(waker.map(|waker| unsafe { waker.into_waker() })),
                Err(now) => seen = now,
            }
        }
    }

    /// As if an outcome had been published and its value taken, in a cell that was just [reset](Self::reset).
    #[inline]
    pub(super) fn taken(&mut self, outcome: Outcome) {
        self.word.taken(outcome);
    }

    /// Empties the cell, and hands out what lay in it.
    ///
    /// # Safety
    ///
    /// The caller is both the awaiter and the completer, and no completer is still to publish.
    #[inline]
    pub(super) unsafe fn reset(&self) -> (Option<T>, Option<Waker>) {
        let seen = self.word.load();
        let full = seen.is_ready() && !seen.is_taken();
        // SAFETY: row `ready`: full, and the awaiter's.
        let value = full.then(|| unsafe { self.read() });
        // SAFETY: row `parked`: full, and the caller's, who is both sides.
        let waker = seen.is_waited_for().then(|| unsafe { self.waker.copy().into_waker() });
        self.word.reset();
        (value, waker)
    }
}

/// A place for a waker, in two parts, each of them atomic.
struct WakerSlot {
    data: AtomicPtr<()>,
    vtable: AtomicPtr<RawWakerVTable>,
}

/// What lay in the slot. It may be of two different wakers, until the word has told.
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
        // ORDERING: Relaxed: the Release in `Word::park` hands both parts over.
        self.data.store(waker.data().cast_mut(), Relaxed);
        // ORDERING: the same.
        self.vtable.store(ptr::from_ref(waker.vtable()).cast_mut(), Relaxed);
    }

    #[inline]
    fn copy(&self) -> Copied {
        // ORDERING: Relaxed: the word was read with Acquire before, and decides afterwards whether the parts belong
        // together.
        let data = self.data.load(Relaxed);
        // ORDERING: the same.
        Copied { data, vtable: self.vtable.load(Relaxed) }
    }

    /// Drops the waker that lies here. Apart from whoever parks, as a value seldom comes just then.
    ///
    /// # Safety
    ///
    /// It is the caller's.
    #[cold]
    unsafe fn clear(&self) {
        // SAFETY: the contract of this function.
        drop(unsafe { self.copy().into_waker() });
    }

    /// Whether it is this waker that lies here; asked by the awaiter, which alone fills the slot.
    #[inline]
    fn holds(&self, waker: &Waker) -> bool {
        let Copied { data, vtable } = self.copy();
        ptr::eq(data, waker.data()) && ptr::eq(vtable, waker.vtable())
    }
}

impl Copied {
    /// # Safety
    ///
    /// It is of one waker, which the caller owns.
    #[inline]
    unsafe fn into_waker(self) -> Waker {
        // SAFETY: the waker's own table, which lives for ever.
        let vtable = unsafe { &*self.vtable };
        // SAFETY: the parts of a waker that was forgotten in `fill`, and is the caller's by the contract of this
        // function.
        unsafe { Waker::new(self.data, vtable) }
    }
}

/// Wakes, where a waker that panics must not reach the completer: with std, the panic ends here.
#[inline]
pub(super) fn wake(waker: Option<Waker>) {
    let Some(waker) = waker else { return };
    #[cfg(feature = "std")]
    {
        use core::panic::AssertUnwindSafe;
        use std::panic::catch_unwind;

        catch_unwind(AssertUnwindSafe(|| waker.wake())).unwrap_or_else(crate::panics::discard);
    }
    #[cfg(not(feature = "std"))]
    waker.wake();
}
