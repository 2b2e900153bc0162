//! Cells that hold the future which their result comes from. It is polled by whoever awaits the task.
//!
//! The cell has two counts. Handles keep what is in it: when the last one goes, future and result are destroyed. Wakers
//! that the future has made of the cell keep no more than its memory, and all handles together count as one of them. So
//! a future that is waited for by nobody is dropped, although its waker lies somewhere.
//!
//! The future of an *eager* cell is polled as soon as it is there, and by whoever wakes it, whether or not anybody
//! awaits the task. It is one of ours, which waits for tasks that go on by themselves, and runs no code of anybody else
//! but for cloning results, the continuation that a token may cancel, the delay of somebody's scheduler, and the inner task of one that
//! is flattened.

use core::alloc::Layout;
use core::cell::UnsafeCell;
use core::future::Future;
use core::mem::ManuallyDrop;
use core::panic::AssertUnwindSafe;
use core::pin::Pin;
use core::ptr::NonNull;
use core::task::{Context, Poll, Waker};
use std::panic::catch_unwind;

use super::cascade::Handle;
use super::cell::{Cell, Driven, Header, Outcome, VTable};
use super::drive::Drive;
use super::drives::{self, Queued, Standing};
use super::levels::Panics;
use super::registration::{Place, Registration};
use super::status::Phase;
use super::turn::Turn;
use super::waiters::Waiting;
use super::{Task, TaskError};
use crate::sync::{AtomicUsize, Mutex, Witness, lock};
use crate::{panics, pool};

/// A cell of a `T`, and the future that it comes from.
#[repr(C)]
pub(super) struct DrivenCell<T, F> {
    pub(super) cell: Cell<T>,
    /// Wakers made of this cell, and one for all handles together.
    ///
    /// Invariant: a handle that was made by means of a waker goes before that waker does, or before a clone of it.
    pub(super) wakers: AtomicUsize,
    pub(super) drive: Mutex<Drive>,
    pub(super) witness: Witness,
    /// Invariant: there until the word is complete, and pinned. Whoever has begun to drive has it to itself; so has the
    /// last handle.
    future: UnsafeCell<ManuallyDrop<F>>,
    pub(super) is_eager: bool,
}

/// Stores a cell with its future, and one handle. That the future is `'static` doesn't say that its result is: one may
/// be yielded that it doesn't hold.
#[inline]
pub(super) fn store<T: 'static, F: Future<Output = Outcome<T>>>(future: F) -> NonNull<Header> {
    stored(future, Drive::new(), false)
}

/// A task with an eager cell, which is driven before this returns.
#[inline]
pub(super) fn eager<T: 'static, F: Future<Output = Outcome<T>>>(future: F) -> Task<T> {
    // SAFETY: the cell's only handle. It is dropped, too, if what was queued meanwhile panics.
    let task = unsafe { Task::<T>::from_header(stored(future, Drive::begun(), true)) };
    // SAFETY: the handle is there; the cell was made as one that is being driven.
    drives::drive(|_| unsafe { DrivenCell::<T, F>::run_on(task.header()) });
    task
}

#[inline]
fn stored<T: 'static, F: Future<Output = Outcome<T>>>(future: F, drive: Drive, is_eager: bool) -> NonNull<Header> {
    let memory = pool::take(Layout::new::<DrivenCell<T, F>>()).cast::<DrivenCell<T, F>>();
    let cell = Cell::pending(1, Phase::Created, DrivenCell::<T, F>::VTABLE);
    let future = UnsafeCell::new(ManuallyDrop::new(future));
    let (wakers, drive, witness) = (AtomicUsize::new(1), Mutex::new(drive), Witness::of_a_write());
    let driven = DrivenCell { cell, wakers, drive, witness, future, is_eager };
    // SAFETY: memory of this layout, which is ours alone.
    unsafe { memory.write(driven) };
    memory.cast()
}

impl<T, F: Future<Output = Outcome<T>>> DrivenCell<T, F> {
    pub(super) const LAYOUT: Layout = Layout::new::<Self>();
    const VTABLE: &'static VTable =
        &VTable { destroy: Self::destroy, release: Self::release, is_plain: false, driven: Some(Self::DRIVEN) };
    const DRIVEN: &'static Driven = &Driven {
        poll: Self::poll,
        poll_alone: Self::poll_alone,
        run: Self::run,
        withdraw: Self::withdraw,
        attend: Self::attend,
        is_eager: Self::is_eager,
    };

    /// # Safety
    ///
    /// The cell is a live one of this type, also as far as memory goes, for as long as this is used.
    pub(super) unsafe fn of<'a>(cell: NonNull<Header>) -> &'a Self {
        // SAFETY: the caller's promise.
        unsafe { cell.cast::<Self>().as_ref() }
    }

    pub(super) fn is_complete(&self) -> bool {
        self.cell.header.word.load().is_complete()
    }

    /// See [`Driven::poll`].
    unsafe fn poll(cell: NonNull<Header>, registration: &mut Registration, cx: &mut Context<'_>) -> Poll<()> {
        // SAFETY: the contract of `Driven`.
        let this = unsafe { Self::of(cell) };
        if this.is_complete() {
            registration.forget();
            return Poll::Ready(());
        }
        let mut fresh = None;
        if registration.is_nowhere() && !matches!(this.cell.header.phase(), Phase::Created) {
            // Somebody has polled it, so most likely there is nothing to do but to wait.
            match this.join_in(&mut registration.place, Waiting::new(cx.waker().clone())) {
                Ok(()) => return Poll::Pending,
                Err(waiting) => fresh = Some(waiting),
            }
        }
        // SAFETY: the same.
        let polled =
            drives::drive(|standing| unsafe { Self::poll_within(cell, standing, &mut registration.place, fresh, cx) });
        if polled.is_pending() && !this.is_complete() {
            return Poll::Pending;
        }
        // What was queued may have completed it.
        registration.forget();
        Poll::Ready(())
    }

    /// Polls the future if it is this one's turn, and waits if it isn't or the future is pending: as `fresh`, if that
    /// is there.
    ///
    /// # Safety
    ///
    /// The contract of [`Driven`].
    unsafe fn poll_within(
        cell: NonNull<Header>,
        at: Standing,
        place: &mut Place,
        fresh: Option<Waiting>,
        cx: &mut Context<'_>,
    ) -> Poll<()> {
        // SAFETY: the caller's promise.
        let this = unsafe { Self::of(cell) };
        let is_deep = at == Standing::Deep;
        // An eager cell is driven until nobody has woken it meanwhile, as whoever awaits it may never come back: by `run`
        // alone, here or, where it is woken after that, by who wakes it, or by the outermost.
        let is_ours = !is_deep && !this.is_eager;
        if this.is_eager && !is_deep {
            // SAFETY: the caller's promise.
            unsafe { Self::run(cell) };
        }
        let mut drive = lock(&this.drive);
        if this.is_complete() {
            return Poll::Ready(());
        }
        let mut turn = None;
        if is_ours && drive.begin() {
            drop(drive);
            turn = Some(Turn(this));
            // SAFETY: the caller's promise, and it has just begun.
            if let Some(outcome) = unsafe { Self::advance(cell) } {
                // SAFETY: the same.
                unsafe { Self::finish(cell, turn, outcome) };
                return Poll::Ready(());
            }
        } else if !drive.is_due() && drive.is_armed(*place, cx.waker()) {
            return Poll::Pending;
        } else {
            drop(drive);
        }
        let waiting = fresh.unwrap_or_else(|| Waiting::new(cx.waker().clone()));
        let mut drive = lock(&this.drive);
        if turn.is_none() && this.is_complete() {
            return Poll::Ready(());
        }
        if let Some(turn) = turn {
            turn.end(&mut drive);
        }
        if drive.is_due() && is_ours {
            // It woke itself, or somebody did meanwhile: whoever waits may come, and so do we.
            let is_awaited = drive.is_awaited();
            drop(drive);
            if is_awaited {
                this.wake_armed(lock(&this.drive));
            }
            cx.waker().wake_by_ref();
            // Last, as a waker's destructor may panic.
            drop(waiting);
            return Poll::Pending;
        }
        let before = drive.arm(place, waiting, drives::stamp());
        let is_due = drive.is_due();
        drop(drive);
        drop(before);
        if is_due {
            // SAFETY: the caller has a handle.
            drives::queue(Queued::by_a_handle(unsafe { Handle::on(cell) }));
        }
        Poll::Pending
    }

    /// Waits at no place yet, with the lock taken once, unless the cell is complete or to be polled: then what would
    /// wait comes back.
    fn join_in(&self, place: &mut Place, waiting: Waiting) -> Result<(), Waiting> {
        let mut drive = lock(&self.drive);
        if self.is_complete() || drive.is_due() {
            return Err(waiting);
        }
        let before = drive.arm(place, waiting, drives::stamp());
        debug_assert!(before.is_none(), "nobody was there");
        Ok(())
    }

    /// See [`Driven::is_eager`].
    unsafe fn is_eager(cell: NonNull<Header>) -> bool {
        // SAFETY: the contract of `Driven`.
        unsafe { Self::of(cell) }.is_eager
    }

    /// Polls the future with the cell's own waker.
    ///
    /// # Safety
    ///
    /// The contract of [`Driven`], and the caller has begun to drive.
    pub(super) unsafe fn advance(cell: NonNull<Header>) -> Option<Outcome<T>> {
        // SAFETY: the caller's promise.
        let this = unsafe { Self::of(cell) };
        // SAFETY: the functions of `WAKER` take such a cell. The waker isn't counted, and isn't dropped; while it's
        // used, the caller's handle keeps the memory.
        let waker = ManuallyDrop::new(unsafe { Waker::new(cell.as_ptr().cast(), Self::WAKER) });
        // SAFETY: the caller's promise.
        unsafe { this.poll_future(&mut Context::from_waker(&waker)) }
    }

    /// Polls the future. When this gives its outcome, the future is gone.
    ///
    /// # Safety
    ///
    /// The future is there, and the caller has it to itself.
    pub(super) unsafe fn poll_future(&self, cx: &mut Context<'_>) -> Option<Outcome<T>> {
        if matches!(self.cell.header.phase(), Phase::Created) {
            self.cell.header.set_phase(Phase::Running);
        }
        let mut is_dropped = false;
        let polled = catch_unwind(AssertUnwindSafe(|| {
            // SAFETY: the caller's promise.
            let future = unsafe { &mut *self.future.get() };
            // SAFETY: it stays in the cell until it is dropped there.
            let future = unsafe { Pin::new_unchecked(&mut **future) };
            let Poll::Ready(outcome) = future.poll(cx) else { return None };
            is_dropped = true;
            // SAFETY: the caller's promise; it isn't used again.
            unsafe { self.drop_future() };
            Some(outcome)
        }));
        let payload = match polled {
            Ok(polled) => return polled,
            Err(payload) => payload,
        };
        if !is_dropped {
            // SAFETY: the caller's promise; it isn't used again.
            let dropped = catch_unwind(AssertUnwindSafe(|| unsafe { self.drop_future() }));
            // What is raised by dropping what has panicked says nothing new.
            dropped.unwrap_or_else(panics::discard);
        }
        Some(Err(TaskError::panicked(payload)))
    }

    /// # Safety
    ///
    /// The future is there, the caller has it to itself, and it isn't used again.
    unsafe fn drop_future(&self) {
        // SAFETY: the caller's promise.
        let future = unsafe { &mut *self.future.get() };
        // SAFETY: the same.
        unsafe { ManuallyDrop::drop(future) };
    }

    /// See [`Driven::withdraw`].
    unsafe fn withdraw(cell: NonNull<Header>, registration: &mut Registration) -> Option<Waiting> {
        // SAFETY: the contract of `Driven`.
        let this = unsafe { Self::of(cell) };
        let mut drive = lock(&this.drive);
        // Once it's complete the completer has all of them.
        if this.is_complete() { None } else { drive.remove(registration.forget()) }
    }

    /// See [`Driven::attend`].
    unsafe fn attend(cell: NonNull<Header>, waiting: Waiting) -> Result<Place, Waiting> {
        // SAFETY: the contract of `Driven`.
        let this = unsafe { Self::of(cell) };
        let mut drive = lock(&this.drive);
        if this.is_complete() { Err(waiting) } else { Ok(Place::Listed(drive.attend(waiting))) }
    }

    /// See [`VTable::destroy`].
    unsafe fn destroy(cell: NonNull<Header>) {
        // SAFETY: the contract of `VTable`.
        let this = unsafe { Self::of(cell) };
        // Only what was leaked still waits. Its wakers may want the lock.
        let waiting = lock(&this.drive).all();
        let mut panics = Panics::default();
        panics.catch(|| drop(waiting));
        if !this.is_complete() {
            // SAFETY: not complete, so it is there, and nobody has the cell any more.
            panics.catch(|| unsafe { this.drop_future() });
        }
        // SAFETY: the contract of `VTable`.
        panics.catch(|| unsafe { Cell::<T>::destroy(cell) });
        panics.resume();
    }

    /// See [`VTable::release`]. The wakers keep the memory.
    unsafe fn release(cell: NonNull<Header>) {
        // SAFETY: the waker that the handles have together.
        unsafe { Self::drop_waker(cell.as_ptr().cast()) };
    }
}
