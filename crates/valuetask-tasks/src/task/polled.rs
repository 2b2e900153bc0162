//! The polls of a cell that its awaiters poll.
//!
//! | due | polling | the future      | registered awaiters                                        |
//! |-----|---------|-----------------|------------------------------------------------------------|
//! | yes | no      | in its place    | none: the next awaiter polls it                            |
//! | no  | yes     | with the poller | sleep                                                      |
//! | yes | yes     | with the poller | sleep until the poll ends                                  |
//! | no  | no      | in its place    | sleep until it is woken; a new one registers, and doesn't poll |
//!
//! 1. `begin`   due → polling, by an awaiter that polls. It has the future to itself.
//! 2. `end`     polling → not polling, when the poll has ended. The poller is registered in the same section. If the cell is due by then,
//!    all awaiters are woken, the poller included.
//! 3. `notify`  → due, by the future's waker. All awaiters are woken, unless the cell is being polled.
//! 4. Completion, by the poller. All awaiters are woken.
//!
//! The owner of the only handle may take a due future out of its place instead, and drop the cell: no awaiter is left that could use it.
//!
//! All are woken, not one of them: an awaiter that is dropped or never polled again holds up no other. They are taken out of the cell for
//! that. The future's waker keeps the memory of the cell, and never makes a handle: no wake drops a future.
//!
//! All of this changes under the lock of the [state](super::state). No user code runs under it.

#![forbid(unsafe_code)]

use core::mem;
use core::ops::ControlFlow;
use core::ptr::NonNull;
use core::task::{Context, Poll};

use super::cell::{CellHeader, Locked};
use super::error::TaskResult;
use super::state::PollState;
use super::waiters::Waiting;
use super::{Awaiter, Handle, PendingCell, trampoline};
use crate::panics::Panics;

impl<T, H: Handle<T>> Awaiter<T, H> {
    /// Polls for the completion of a cell that its awaiters poll: by `poll` if it is due, which catches panics of the user's code. Otherwise
    /// the awaiter is registered, unless the cell is complete.
    #[inline]
    pub(crate) fn poll_shared(
        &mut self,
        cx: &mut Context<'_>,
        poll: impl FnOnce(&H, &mut PollGuard<'_>) -> Poll<TaskResult<T>>,
    ) -> Poll<()> {
        match self.pending() {
            Some((handle, pending)) => poll_pending(handle, pending, cx, poll),
            None => Poll::Ready(()),
        }
    }
}

/// Polls for the completion of a cell that was pending.
#[inline(never)]
fn poll_pending<T, H: Handle<T>>(
    handle: &H,
    mut pending: PendingCell<'_>,
    cx: &mut Context<'_>,
    poll: impl FnOnce(&H, &mut PollGuard<'_>) -> Poll<TaskResult<T>>,
) -> Poll<()> {
    let header = pending.header;
    let fresh = match pending.wait(cx, PollState::begin) {
        ControlFlow::Break(polled) => return polled,
        ControlFlow::Continue(fresh) => fresh,
    };
    let mut guard = PollGuard(header);
    match poll(handle, &mut guard) {
        Poll::Ready(result) => {
            mem::forget(guard);
            // Nothing but the poller completes it.
            let _ = handle.task().complete(result);
            pending.complete()
        }
        Poll::Pending => {
            let awaiter = fresh.unwrap_or_else(|| Waiting::of_waker(cx.waker().clone()));
            mem::forget(guard);
            end(header, Some((pending, awaiter)));
            Poll::Pending
        }
    }
}

/// Transition 2. Registers the awaiter, if there is one.
fn end(header: &CellHeader, awaiter: Option<(PendingCell<'_>, Waiting)>) {
    let Some(mut locked) = header.lock() else { return };
    locked.polling.end();
    let before = awaiter.and_then(|(mut pending, awaiter)| pending.register(&mut locked, awaiter));
    let mut panics = Panics::default();
    panics.catch(|| locked.wake_if_due());
    panics.catch(|| drop(before));
    panics.resume();
}

/// The right to poll the future of a cell, which has been begun. Dropped by a panic, it ends the poll.
pub(crate) struct PollGuard<'a>(&'a CellHeader);

impl<'a> PollGuard<'a> {
    /// Transition 1, by the owner of the only handle, if the cell is due.
    pub(super) fn alone(header: &'a CellHeader) -> Option<Self> {
        let mut locked = if header.is_unique() { header.lock()? } else { return None };
        locked.polling.begin().then(|| Self(header))
    }

    /// Returns `true` if the poll is of this cell. Then no other thread uses its future.
    pub(super) fn is_of(&self, cell: NonNull<CellHeader>) -> bool {
        NonNull::from(self.0) == cell
    }
}

impl Drop for PollGuard<'_> {
    fn drop(&mut self) {
        end(self.0, None);
    }
}

impl CellHeader {
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
    fn wake_if_due(self) {
        trampoline::fire(self.take_if_due());
    }
}
