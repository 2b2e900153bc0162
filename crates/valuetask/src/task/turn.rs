//! How a cell is driven: from when somebody has begun until that one has ended, or has completed the cell.

use core::future::Future;
use core::mem;
use core::panic::AssertUnwindSafe;
use core::ptr::NonNull;
use std::panic::catch_unwind;

use super::cascade::{self, Handle};
use super::cell::{Header, Outcome};
use super::drive::Drive;
use super::driven::DrivenCell;
use super::drives::{Postponed, Queued};
use super::levels::Panics;
use crate::sync::{MutexGuard, lock, yield_now};
use crate::{ValueTask, panics, scheduler};

/// How often an eager cell that keeps waking itself is polled before the scheduler is asked to go on: what it waits for may be done only
/// once the caller has returned. More often than one that has something to do would yield, as the scheduler may not be running.
const ROUNDS: u32 = 256;

/// Wakers that are woken at once, with the lock taken once. Few cells have more.
const BATCH: usize = 4;

/// Has begun to drive. Ended by [`end`](Self::end), or on the way out if somebody's code panics.
pub(super) struct Turn<'a, T, F: Future<Output = Outcome<T>>>(pub(super) &'a DrivenCell<T, F>);

impl<T, F: Future<Output = Outcome<T>>> Turn<'_, T, F> {
    /// Transition 2.
    pub(super) fn end(self, drive: &mut Drive) {
        drive.driving = false;
        mem::forget(self);
    }

    /// Transition 2. If somebody has to poll now, all who are armed are woken: whether that is so.
    fn end_and_wake(self) -> bool {
        let is_due = self.give_up();
        mem::forget(self);
        is_due
    }

    fn give_up(&self) -> bool {
        let mut drive = lock(&self.0.drive);
        drive.driving = false;
        let is_due = drive.is_due();
        if is_due {
            // Where a panic is on its way, one of a waker would be the second. Where none is, it is swallowed, too: it
            // isn't to keep an eager cell from being driven on.
            let woken = catch_unwind(AssertUnwindSafe(|| self.0.wake_armed(drive)));
            woken.unwrap_or_else(panics::discard);
        }
        is_due
    }
}

impl<T, F: Future<Output = Outcome<T>>> Drop for Turn<'_, T, F> {
    fn drop(&mut self) {
        self.give_up();
    }
}

impl<T, F: Future<Output = Outcome<T>>> DrivenCell<T, F> {
    /// See [`Driven::run`](super::cell::Driven::run).
    pub(super) unsafe fn run(cell: NonNull<Header>) {
        // SAFETY: the contract of `Driven`.
        let this = unsafe { Self::of(cell) };
        this.witness.read();
        if this.begin() {
            // SAFETY: the contract of `Driven`, and it has just begun.
            unsafe { Self::run_on(cell) };
        }
    }

    /// Drives the cell; an eager one for as long as it is woken meanwhile.
    ///
    /// # Safety
    ///
    /// The contract of [`Driven`](super::cell::Driven), and the caller has begun to drive.
    pub(super) unsafe fn run_on(cell: NonNull<Header>) {
        // SAFETY: the caller's promise.
        let this = unsafe { Self::of(cell) };
        let mut rounds = 0_u32;
        loop {
            let turn = Turn(this);
            // SAFETY: the contract of `Driven`, and it has begun: before this was called, or below.
            if let Some(outcome) = unsafe { Self::advance(cell) } {
                // SAFETY: the same.
                return unsafe { Self::finish(cell, Some(turn), outcome) };
            }
            if !turn.end_and_wake() || !this.is_eager {
                return;
            }
            // It was woken meanwhile: perhaps by itself, because another thread is just completing what it waits for.
            rounds = rounds.wrapping_add(1);
            // SAFETY: the caller's promise.
            if rounds.is_multiple_of(ROUNDS) && unsafe { Self::postpone(cell) } {
                return;
            }
            yield_now();
            if !this.begin() {
                return;
            }
        }
    }

    /// Has an eager cell driven on by the scheduler: whether it is, or was to be already.
    ///
    /// # Safety
    ///
    /// The contract of [`Driven`](super::cell::Driven).
    #[cold]
    unsafe fn postpone(cell: NonNull<Header>) -> bool {
        // SAFETY: the caller's promise.
        let this = unsafe { Self::of(cell) };
        if mem::replace(&mut lock(&this.drive).postponed, true) {
            return true;
        }
        // SAFETY: the same.
        let is_scheduled = scheduler::schedule_if_any(|| unsafe { Self::postponed(cell) });
        if !is_scheduled {
            lock(&this.drive).postponed = false;
        }
        is_scheduled
    }

    /// # Safety
    ///
    /// The contract of [`Driven`](super::cell::Driven).
    unsafe fn postponed(cell: NonNull<Header>) -> ValueTask<'static> {
        // SAFETY: the caller's promise.
        let handle = unsafe { Handle::on(cell) };
        // SAFETY: the same. The caller's handle may have been made by a waker, which goes before this one.
        let waker = unsafe { Self::new_waker(cell) };
        // SAFETY: an eager cell, which is made of what may be sent and shared alone; the function takes such cells.
        let postponed = unsafe { Postponed::new(Queued::by_a_waker(handle, waker), Self::is_postponed_no_more) };
        ValueTask::from_future(async move { postponed.run() })
    }

    /// # Safety
    ///
    /// The cell is a live one of this type.
    unsafe fn is_postponed_no_more(cell: NonNull<Header>) {
        // SAFETY: the caller's promise.
        lock(&unsafe { Self::of(cell) }.drive).postponed = false;
    }

    /// Transition 1 of the drive, unless the cell is complete. That is asked under the lock: whoever completes it
    /// drives until it has that, and may have been notified meanwhile.
    fn begin(&self) -> bool {
        let mut drive = lock(&self.drive);
        !self.is_complete() && drive.begin()
    }

    /// Completes the cell, and wakes everybody.
    ///
    /// # Safety
    ///
    /// The contract of [`Driven`](super::cell::Driven), the caller has begun to drive, and the future is gone.
    pub(super) unsafe fn finish(cell: NonNull<Header>, turn: Option<Turn<'_, T, F>>, outcome: Outcome<T>) {
        // SAFETY: the caller's promise.
        let this = unsafe { Self::of(cell) };
        // SAFETY: whoever drives is the only one to fill the slot, and does it once.
        unsafe { this.cell.fill(outcome) };
        let mut drive = lock(&this.drive);
        if let Some(turn) = turn {
            turn.end(&mut drive);
        }
        let waiting = drive.all();
        drop(drive);
        // SAFETY: those of this cell, which is complete, and which the caller has a handle on.
        unsafe { cascade::complete(waiting, cell) };
    }

    /// Wakes all who are armed, as long as somebody has to poll.
    pub(super) fn wake_armed<'a>(&'a self, drive: MutexGuard<'a, Drive>) {
        let mut panics = Panics::default();
        if drive.is_awaited_by_several() {
            cascade::hold(&mut panics, |panics| self.wake_each_armed(drive, panics));
        } else {
            self.wake_each_armed(drive, &mut panics);
        }
        panics.resume();
    }

    fn wake_each_armed<'a>(&'a self, mut drive: MutexGuard<'a, Drive>, panics: &mut Panics) {
        while drive.is_due() {
            let wakers = drive.park::<BATCH>();
            drop(drive);
            let is_full = wakers.last().is_some_and(Option::is_some);
            wakers.into_iter().flatten().for_each(|waker| panics.catch(|| waker.wake()));
            if !is_full {
                return;
            }
            drive = lock(&self.drive);
        }
    }
}
