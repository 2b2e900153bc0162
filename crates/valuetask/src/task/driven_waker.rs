//! The wakers that a driven cell's future is polled with. They keep the cell's memory, and nothing that is in it.

use core::future::Future;
use core::mem::ManuallyDrop;
use core::ptr::{self, NonNull};
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::task::{RawWaker, RawWakerVTable, Waker};

use super::cascade::{self, Handle};
use super::cell::{self, Cell, Header, Outcome};
use super::driven::DrivenCell;
use super::drives::{self, Queued};
use crate::pool;
use crate::sync::lock;

/// The data of a waker is the address of the cell.
impl<T, F: Future<Output = Outcome<T>>> DrivenCell<T, F> {
    pub(super) const WAKER: &'static RawWakerVTable =
        &RawWakerVTable::new(Self::clone_waker, Self::wake, Self::wake_by_ref, Self::drop_waker);

    fn waker(cell: *const ()) -> RawWaker {
        RawWaker::new(cell, Self::WAKER)
    }

    /// # Safety
    ///
    /// `cell` is the data of one of the cell's wakers.
    unsafe fn header(cell: *const ()) -> NonNull<Header> {
        // SAFETY: the caller's promise: it was made of one.
        unsafe { NonNull::new_unchecked(cell.cast_mut().cast()) }
    }

    /// # Safety
    ///
    /// `cell` is the data of one of the cell's wakers, which is there until this returns.
    unsafe fn is_eager_one(cell: *const ()) -> bool {
        // SAFETY: the caller's promise.
        let cell = unsafe { Self::header(cell) };
        // SAFETY: the same.
        unsafe { Self::of(cell) }.is_eager
    }

    unsafe fn clone_waker(cell: *const ()) -> RawWaker {
        // SAFETY: the contract of wakers.
        let header = unsafe { Self::header(cell) };
        // SAFETY: the same.
        let this = unsafe { Self::of(header) };
        // ORDERING: Relaxed: whoever makes a waker has one, and hands the new one on by other means.
        if this.wakers.fetch_add(1, Relaxed) > cell::MOST {
            std::process::abort();
        }
        Self::waker(cell)
    }

    /// One waker more.
    ///
    /// # Safety
    ///
    /// The memory of the cell is kept by the caller.
    pub(super) unsafe fn new_waker(cell: NonNull<Header>) -> Waker {
        // SAFETY: the caller's promise.
        let raw = unsafe { Self::clone_waker(cell.as_ptr().cast()) };
        // SAFETY: a waker of this cell that was just made, and is had by nobody else.
        unsafe { Waker::from_raw(raw) }
    }

    unsafe fn wake(cell: *const ()) {
        // SAFETY: the contract of wakers: it is used up.
        let waker = unsafe { Waker::from_raw(Self::waker(cell)) };
        // SAFETY: it is a waker of this cell, and isn't dropped before.
        let now = |waker: Waker| unsafe { Self::notify(waker.data()) };
        // SAFETY: the same.
        let is_eager = unsafe { Self::is_eager_one(waker.data()) };
        cascade::wake(is_eager, waker, now, |waker| waker);
    }

    unsafe fn wake_by_ref(cell: *const ()) {
        // SAFETY: the contract of wakers: it stays.
        let waker = ManuallyDrop::new(unsafe { Waker::from_raw(Self::waker(cell)) });
        // SAFETY: it is a waker of this cell, and isn't dropped.
        let now = |waker: &Waker| unsafe { Self::notify(waker.data()) };
        // SAFETY: the same.
        let is_eager = unsafe { Self::is_eager_one(waker.data()) };
        cascade::wake(is_eager, &*waker, now, Waker::clone);
    }

    pub(super) unsafe fn drop_waker(cell: *const ()) {
        // SAFETY: the contract of wakers.
        let cell = unsafe { Self::header(cell) }.cast::<Self>();
        // SAFETY: the same. No more than the count is referred to: once it is changed the rest may go.
        let wakers = unsafe { &(*cell.as_ptr()).wakers };
        // ORDERING: Acquire takes what others have done with the cell from the Release below. Whoever has the only one
        // isn't joined by others.
        if wakers.load(Acquire) != 1 {
            // ORDERING: Release hands what was done with the cell to the Acquire of the last one.
            if wakers.fetch_sub(1, Release) != 1 {
                return;
            }
            // ORDERING: Acquire, as above.
            wakers.load(Acquire);
        }
        // SAFETY: neither handle nor waker is left.
        unsafe { (*cell.as_ptr()).witness.written() };
        // SAFETY: the same.
        let drive = unsafe { &raw mut (*cell.as_ptr()).drive };
        // SAFETY: the same; what is in it, besides, was destroyed before.
        unsafe { ptr::drop_in_place(drive) };
        // SAFETY: the same.
        unsafe { Cell::<T>::drop_header(cell.cast()) };
        // SAFETY: it came from the pool with this layout.
        unsafe { pool::give(cell.cast(), Self::LAYOUT) };
    }

    /// Transition 3 of the [drive](super::drive).
    ///
    /// A handle that is made here goes before a waker does: before the caller's if it is used at once, and otherwise
    /// before a clone that is queued with it.
    ///
    /// # Safety
    ///
    /// `cell` is the data of one of the cell's wakers, which is there until this returns.
    unsafe fn notify(cell: *const ()) {
        // SAFETY: the caller's promise.
        let cell = unsafe { Self::header(cell) };
        // SAFETY: the same.
        let this = unsafe { Self::of(cell) };
        this.witness.read();
        let mut drive = lock(&this.drive);
        if drive.notified || this.is_complete() {
            return;
        }
        drive.notified = true;
        if drive.driving {
            return;
        }
        // SAFETY: the caller's promise.
        let waker = || unsafe { Self::new_waker(cell) };
        if this.is_eager {
            // Under the lock, as nobody can complete it meanwhile: whoever awaits it later sees that it isn't the only one who has the cell,
            // and so leaves it there for as long as it's queued.
            // SAFETY: the waker keeps the memory.
            let handle = unsafe { Handle::upgrade(cell) };
            drop(drive);
            if let Some(handle) = handle {
                drives::run(handle, waker);
            }
            return;
        }
        // It is polled in this drive, without whoever waits; who is woken all the same, as one of those who drive may block meanwhile.
        if let Some(stamp) = drives::stamp()
            && drive.is_queued_by(stamp)
            // SAFETY: the waker keeps the memory.
            && let Some(handle) = unsafe { Handle::upgrade(cell) }
        {
            drives::queue(Queued::by_a_waker(handle, waker()));
        }
        this.wake_armed(drive);
    }
}
