//! The polls of a cell that its awaiters poll.
//!
//! | due | polling | the future      | registered awaiters                                        |
//! |-----|---------|-----------------|------------------------------------------------------------|
//! | yes | no      | in its place    | none: the next awaiter polls it                            |
//! | no  | yes     | with the poller | sleep                                                      |
//! | yes | yes     | with the poller | sleep until the poll ends                                  |
//! | no  | no      | in its place    | sleep until it is woken; a new one registers, and doesn't poll |
//!
//! 1. `begin`   due → polling, by an awaiter that polls. It takes the future out of its place.
//! 2. `end`     polling → not polling, once the future is back. The poller is registered in the same section. If the cell is due by then,
//!    all awaiters are woken, the poller included.
//! 3. `notify`  → due, by the future's waker. All awaiters are woken, unless the cell is being polled.
//! 4. Completion, by the poller. All awaiters are woken.
//!
//! All are woken, not one of them: an awaiter that is dropped or never polled again holds up no other. They are taken out of the cell for
//! that. The future's waker keeps the memory of the cell, and never makes a handle: no wake drops a future.
//!
//! All of this changes under the lock of the [state](super::state). No user code runs under it.

use core::borrow::Borrow;
use core::mem::{self, ManuallyDrop};
use core::task::{Context, Poll};

use super::Task;
use super::cell::{Header, TaskResult};
use super::registration::{Awaiter, Locked};
use super::waiters::{Registration, Waiting};
use crate::panics::Panics;

impl<T, H: Borrow<Task<T>>> Awaiter<T, H> {
    /// Polls for the completion of a cell that its awaiters poll: by `poll` if it is due, which catches panics of the user's code. Otherwise
    /// the awaiter is registered, unless the cell is complete.
    pub(crate) fn poll_shared(
        &mut self,
        cx: &mut Context<'_>,
        poll: impl FnOnce(&H) -> Poll<TaskResult<T>>,
    ) -> Poll<()> {
        let (handle, registration) = self.parts();
        let Some(handle) = handle else { return Poll::Ready(()) };
        let task = handle.borrow();
        let Some(header) = task.cell().map(|cell| &cell.header) else { return Poll::Ready(()) };
        if header.state.is_complete() {
            *registration = None;
            return Poll::Ready(());
        }
        let clone = || Waiting::of_waker(cx.waker().clone());
        // Made before the lock is taken, if it will be needed.
        let mut fresh = (registration.is_none() && !header.state.seems_notified()).then(clone);
        loop {
            let Some(mut locked) = header.lock() else {
                *registration = None;
                return Poll::Ready(());
            };
            if locked.polling.begin() {
                break;
            }
            if let Some(registered) = &registration
                // SAFETY: the invariant of `Awaiter`: it is one of this cell.
                && unsafe { locked.waiters().has(registered, cx.waker()) }
            {
                return Poll::Pending;
            }
            let Some(waiting) = fresh.take() else {
                drop(locked);
                fresh = Some(clone());
                continue;
            };
            // SAFETY: the invariant of `Awaiter`: it is one of this cell.
            let before = unsafe { register(&mut locked, registration, waiting) };
            drop(locked);
            drop(before);
            return Poll::Pending;
        }
        let guard = PollGuard(header);
        match poll(handle) {
            Poll::Ready(result) => {
                mem::forget(guard);
                *registration = None;
                // Nothing but the poller completes it.
                let _ = task.complete(result);
                Poll::Ready(())
            }
            Poll::Pending => {
                let awaiter = fresh.unwrap_or_else(clone);
                // SAFETY: the invariant of `Awaiter`: it is one of this cell.
                unsafe { ManuallyDrop::new(guard).end(registration, Some(awaiter)) };
                Poll::Pending
            }
        }
    }
}

/// Registers an awaiter, behind all others. Returns the one that was registered before.
///
/// # Safety
///
/// The registration is one of the cell.
pub(super) unsafe fn register(
    locked: &mut Locked<'_>,
    registration: &mut Option<Registration>,
    waiting: Waiting,
) -> Option<Waiting> {
    let after = locked.waiters().push(waiting);
    // SAFETY: the contract of this function.
    registration.replace(after).and_then(|before| unsafe { locked.waiters().remove(before) })
}

/// The right to poll a future. Dropped by a panic, it ends the poll.
pub(super) struct PollGuard<'a>(pub(super) &'a Header);

impl PollGuard<'_> {
    /// Transition 2, and an awaiter is registered.
    ///
    /// # Safety
    ///
    /// Called once; the registration is one of the cell.
    pub(super) unsafe fn end(&self, registration: &mut Option<Registration>, awaiter: Option<Waiting>) {
        let Some(mut locked) = self.0.lock() else { return };
        locked.polling.end();
        // SAFETY: the contract of this function.
        let before = awaiter.and_then(|awaiter| unsafe { register(&mut locked, registration, awaiter) });
        let mut panics = Panics::default();
        panics.catch(|| locked.wake_if_due());
        panics.catch(|| drop(before));
        panics.resume();
    }
}

impl Drop for PollGuard<'_> {
    fn drop(&mut self) {
        // SAFETY: `end` wasn't called, as that forgets this.
        unsafe { self.end(&mut None, None) };
    }
}

impl Header {
    /// Transition 3.
    pub(super) fn notify(&self) {
        let Some(mut locked) = self.lock() else { return };
        if !locked.polling.is_notified() {
            locked.polling.notify();
            locked.wake_if_due();
        }
    }
}

impl Locked<'_> {
    /// Unlocks, and wakes all awaiters if the cell is due.
    pub(super) fn wake_if_due(self) {
        self.take_if_due().each(Waiting::fire);
    }
}
