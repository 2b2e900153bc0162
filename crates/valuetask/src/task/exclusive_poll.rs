//! Cells with a future that one awaiter has to itself: no other handle is left, and no waker. The awaiter polls the future as if it were its
//! own, with the waker that it is polled with itself.

use core::future::Future;
use core::mem;
use core::ptr::NonNull;
use core::task::{Context, Poll};

use super::cell::{Header, Outcome};
use super::future_cell::Polled;
use super::trampoline;
use super::weak::WeakCell;

impl<T, F: Future<Output = Outcome<T>>> WeakCell<T, Polled<F>> {
    /// See [`FutureFns::poll_alone`](super::cell::FutureFns::poll_alone).
    pub(super) unsafe fn poll_alone(
        cell: NonNull<Header>,
        cx: &mut Context<'_>,
        outcome: NonNull<()>,
    ) -> Option<Poll<()>> {
        // SAFETY: the contract of `FutureFns`.
        let this = unsafe { Self::of(cell) };
        if !this.has_no_wakers() || this.is_complete() {
            return None;
        }
        this.witness.written();
        let mut unclaimed = Unclaimed { this, outcome: outcome.cast(), is_ready: false };
        let mut is_refused = false;
        let polled = trampoline::poll(|is_too_deep| {
            is_refused = is_too_deep;
            if is_too_deep {
                return Poll::Pending;
            }
            // SAFETY: the cell is the caller's alone, as was just seen: the future was given no waker of the cell since.
            let Some(result) = (unsafe { this.poll_future(cx) }) else {
                // SAFETY: the cell is the caller's alone.
                unsafe { this.make_due() };
                return Poll::Pending;
            };
            // SAFETY: the contract of `FutureFns`: a place for an outcome.
            unsafe { unclaimed.outcome.write(result) };
            unclaimed.is_ready = true;
            Poll::Ready(())
        });
        mem::forget(unclaimed);
        (!is_refused).then_some(polled)
    }
}

/// An outcome that was polled alone. If a waker panics after that, the outcome goes into the cell.
struct Unclaimed<'a, T, F: Future<Output = Outcome<T>>> {
    this: &'a WeakCell<T, Polled<F>>,
    /// Invariant: full if `is_ready`.
    outcome: NonNull<Outcome<T>>,
    is_ready: bool,
}

impl<T, F: Future<Output = Outcome<T>>> Drop for Unclaimed<'_, T, F> {
    #[cold]
    fn drop(&mut self) {
        if self.is_ready {
            // SAFETY: the invariant of `outcome`, which isn't used again.
            let outcome = unsafe { self.outcome.read() };
            // SAFETY: the cell is the awaiter's alone, and the future is dropped.
            unsafe { self.this.cell.fill(outcome) };
        }
    }
}
