//! Cells that hold the future which their result comes from. The future is polled by the task's awaiters.
//!
//! | notified | running | the future                             | registered awaiters                     |
//! |----------|---------|----------------------------------------|-----------------------------------------|
//! | no       | no      | will wake the cell                     | sleep                                   |
//! | yes      | no      | is *due*: the next awaiter polls it     | none, unless the cell is on a poll stack |
//! | no       | yes     | is being polled                        | sleep                                   |
//! | yes      | yes     | is being polled, and due after that    | sleep until the poll ends               |
//!
//! 1. `begin`   due → running, by an awaiter that polls, or from the [poll stack](super::trampoline).
//! 2. `end`     running → not running. If the cell is due then, all awaiters are woken.
//! 3. `notify`  → notified, by the future's waker. If the cell is due then, all awaiters are woken.
//! 4. `finish`  running → complete. All awaiters are woken.
//!
//! All are woken, not one of them: an awaiter that is dropped or never polled again holds up no other. They are taken out of the cell for
//! that. An awaiter that is too deep to poll a due cell is registered all the same, and the cell goes on the poll stack.
//!
//! All of this changes under the lock of the [state](super::state).

use core::future::Future;
use core::mem::{self, ManuallyDrop};
use core::panic::AssertUnwindSafe;
use core::pin::Pin;
use core::ptr::NonNull;
use core::task::{Context, Poll};
use std::panic::catch_unwind;

use super::TaskError;
use super::cell::{Header, Kind, TaskCell, TaskResult, VTable};
use super::polled::{PollGuard, register};
use super::state::PollState;
use super::status::TaskStatus;
use super::trampoline::{self, Handle};
use super::waiters::{Registration, Waiting};
use super::weak::WeakRef;
use crate::panics::catch;

/// The future of a cell. Pinned.
///
/// Invariant: used by the poller that has begun, or the owner of the whole cell.
type Body<F> = Option<F>;

/// Stores a cell with its future, and one handle. Both types are `'static`: a future may yield a result that it doesn't hold.
#[inline]
pub(super) fn store<T: 'static, F: Future<Output = TaskResult<T>> + 'static>(future: F) -> NonNull<Header> {
    TaskCell::<T, Body<F>>::stored_with(
        Some(future),
        PollState::DUE,
        TaskStatus::Created,
        TaskCell::<T, Body<F>>::VTABLE,
    )
}

impl<T, F: Future<Output = TaskResult<T>>> TaskCell<T, Body<F>> {
    const VTABLE: &'static VTable = &Self::vtable(Kind::Future(Self::poll_future));

    /// See [`PollFuture`](super::cell::PollFuture).
    unsafe fn poll_future(cell: NonNull<Header>, cx: &mut Context<'_>) -> bool {
        // SAFETY: the contract of `PollFuture`.
        let this = unsafe { Self::of(cell) };
        if matches!(this.header.phase(), TaskStatus::Created) {
            this.header.set_phase(TaskStatus::Running);
        }
        // SAFETY: the invariant of `Body`, by the contract of `PollFuture`.
        let body = unsafe { &mut **this.body.get() };
        // SAFETY: the future stays in the cell until it is dropped there.
        let mut future = unsafe { Pin::new_unchecked(body) };
        let mut ready = None;
        let polled = catch_unwind(AssertUnwindSafe(|| {
            let pinned = future.as_mut().as_pin_mut().expect("a future that isn't ready is there");
            if let Poll::Ready(result) = pinned.poll(cx) {
                ready = Some(result);
                future.set(None);
            }
        }));
        let result = match (polled, ready) {
            (Ok(()), None) => return false,
            (Ok(()), Some(result)) => result,
            // The first panic is the error of the task.
            (Err(payload), ready) => {
                catch(|| future.set(None));
                catch(|| drop(ready));
                Err(TaskError::panicked(payload))
            }
        };
        // SAFETY: the poller has the slot, and fills it once.
        unsafe { this.fill(result) };
        true
    }
}

/// Polls the future of a cell with the caller's own waker. The next awaiter polls it again, as it doesn't have the cell's waker.
///
/// # Safety
///
/// The cell is live, pending, and the caller's alone.
unsafe fn poll_alone(cell: NonNull<Header>, cx: &mut Context<'_>) -> Poll<()> {
    // SAFETY: the contract of this function.
    let header = unsafe { cell.as_ref() };
    let poll = header.future().expect("the cell of a future");
    header.witness.written();
    header.state.set_alone(PollState::DUE);
    // SAFETY: the contract of this function.
    if !unsafe { poll(cell, cx) } {
        return Poll::Pending;
    }
    header.state.finish();
    Poll::Ready(())
}

/// Waits for the completion of a cell with a future, which is polled if it is due: with the caller's own waker if the caller `is_owner` of
/// what may be the only handle.
///
/// # Safety
///
/// The caller has a handle on the cell; the registration is one of it.
#[inline(never)]
pub(super) unsafe fn wait(
    cell: NonNull<Header>,
    is_owner: bool,
    registration: &mut Option<Registration>,
    cx: &mut Context<'_>,
) -> Poll<()> {
    trampoline::poll(move |is_too_deep| {
        // SAFETY: the contract of this function.
        let is_alone = || registration.is_none() && unsafe { cell.as_ref() }.is_whole();
        if is_owner && !is_too_deep && is_alone() {
            // SAFETY: the caller has the only handle on the cell.
            return unsafe { poll_alone(cell, cx) };
        }
        // SAFETY: the contract of this function.
        unsafe { poll_or_register(cell, is_too_deep, registration, cx) }
    })
}

/// Waits for the completion of a cell without a future.
///
/// # Safety
///
/// As for [`wait`].
#[inline(never)]
pub(super) unsafe fn wait_plain(
    cell: NonNull<Header>,
    registration: &mut Option<Registration>,
    cx: &mut Context<'_>,
) -> Poll<()> {
    if registration.is_some() {
        // SAFETY: the contract of this function.
        return unsafe { poll_or_register(cell, false, registration, cx) };
    }
    let waiting = Waiting::of_waker(cx.waker().clone());
    // SAFETY: the contract of this function.
    *registration = unsafe { cell.as_ref() }.register(waiting).ok();
    if registration.is_some() { Poll::Pending } else { Poll::Ready(()) }
}

/// Polls the future of a cell if it is due and this isn't too deep. Otherwise the awaiter is registered, unless the cell is complete.
///
/// # Safety
///
/// As for [`wait`].
#[inline(never)]
unsafe fn poll_or_register(
    cell: NonNull<Header>,
    is_too_deep: bool,
    registration: &mut Option<Registration>,
    cx: &mut Context<'_>,
) -> Poll<()> {
    // SAFETY: the contract of this function.
    let header = unsafe { cell.as_ref() };
    let clone = || Waiting::of_waker(cx.waker().clone());
    // Made before the lock is taken, if it will be needed.
    let mut fresh = (registration.is_none() && !header.state.seems_notified()).then(clone);
    loop {
        let Some(mut locked) = header.lock() else {
            *registration = None;
            return Poll::Ready(());
        };
        if !is_too_deep && locked.polling.begin() {
            drop(locked);
            // SAFETY: the contract of this function, and it has just begun.
            return unsafe { poll_begun(cell, registration, || Some(fresh.unwrap_or_else(clone))) };
        }
        let is_due = locked.polling.is_due();
        if let Some(registered) = &registration
            && !is_due
            // SAFETY: the contract of this function.
            && unsafe { locked.waiters().has(registered, cx.waker()) }
        {
            return Poll::Pending;
        }
        let Some(waiting) = fresh.take() else {
            drop(locked);
            fresh = Some(clone());
            continue;
        };
        // SAFETY: the contract of this function.
        let before = unsafe { register(&mut locked, registration, waiting) };
        drop(locked);
        if is_due {
            // SAFETY: the caller has a handle.
            trampoline::refuse(unsafe { Handle::on(cell) });
        }
        drop(before);
        return Poll::Pending;
    }
}

/// Polls the future of a cell if it is due, for no awaiter. Returns `true` if it was due.
pub(super) fn run(cell: &Handle) -> bool {
    let is_due = cell.header().lock().is_some_and(|mut locked| locked.polling.begin());
    if is_due {
        // SAFETY: the handle keeps the cell, and it has just begun.
        let _ = unsafe { poll_begun(cell.cell(), &mut None, || None) };
    }
    is_due
}

/// Polls the future of a cell with the cell's own waker. If it is pending, the awaiter that is made then is registered.
///
/// # Safety
///
/// The caller has a handle, and has begun; the registration is one of the cell.
unsafe fn poll_begun(
    cell: NonNull<Header>,
    registration: &mut Option<Registration>,
    awaiter: impl FnOnce() -> Option<Waiting>,
) -> Poll<()> {
    // SAFETY: the contract of this function.
    let header = unsafe { cell.as_ref() };
    let guard = PollGuard(header);
    let poll = header.future().expect("the cell of a future");
    // SAFETY: the contract of this function: the handle keeps the memory.
    let waker = unsafe { WeakRef::borrowed_waker(cell) };
    // SAFETY: the contract of this function, and this is the cell's own function.
    if unsafe { poll(cell, &mut Context::from_waker(&waker)) } {
        *registration = None;
        mem::forget(guard);
        if let Some(locked) = header.lock() {
            trampoline::fire(locked.finish());
        }
        return Poll::Ready(());
    }
    let awaiter = awaiter();
    // SAFETY: the contract of this function.
    unsafe { ManuallyDrop::new(guard).end(registration, awaiter) };
    Poll::Pending
}
