//! Driven cells that one has to itself. Where one future alone awaits a task of which there is no other handle and no
//! waker, it polls what is in the cell as if that were its own: with the waker that it's polled with itself.
//!
//! That is so where there is one handle, and after that no waker but the one that handles have together. Only by a
//! waker could there be another handle by then, and that one would go before the waker does.

use core::future::Future;
use core::mem;
use core::ptr::NonNull;
use core::sync::atomic::Ordering::Acquire;
use core::task::{Context, Poll};

use super::cell::{Header, Outcome};
use super::driven::DrivenCell;
use super::drives::{self, Standing};
use crate::sync::{alone, between, lock};

impl<T, F: Future<Output = Outcome<T>>> DrivenCell<T, F> {
    /// See [`Driven::poll_alone`](super::cell::Driven::poll_alone).
    pub(super) unsafe fn poll_alone(
        cell: NonNull<Header>,
        cx: &mut Context<'_>,
        outcome: NonNull<()>,
    ) -> Option<Poll<()>> {
        // SAFETY: the contract of `Driven`.
        let this = unsafe { Self::of(cell) };
        if !this.is_alone() || this.is_complete() {
            return None;
        }
        let outcome = outcome.cast::<Outcome<T>>();
        let mut polled = Polled { this, outcome, polled: None };
        drives::drive(|standing| {
            if standing == Standing::Deep {
                return;
            }
            // SAFETY: the contract of `Driven`; nobody else can drive, as nobody else has the cell.
            polled.polled = Some(match unsafe { this.poll_future(cx) } {
                None => Poll::Pending,
                Some(result) => {
                    // SAFETY: the contract of `Driven`.
                    unsafe { outcome.write(result) };
                    Poll::Ready(())
                }
            });
        });
        let polled = polled.end()?;
        if polled.is_pending() {
            this.witness.written();
            // SAFETY: the contract of `Driven`, and nobody else has the cell; nothing that was lent of it is used
            // again.
            let drive = unsafe { &mut (*cell.cast::<Self>().as_ptr()).drive };
            alone(drive).forget();
        }
        Some(polled)
    }

    /// Whether the caller, who has just seen that its handle is the only one, has the cell to itself.
    fn is_alone(&self) -> bool {
        between();
        // ORDERING: Acquire, with the Release in `drop_waker`: what was done under the lock, or by means of a handle,
        // by whoever had a waker is over. It comes after the load of the handles: those that have been made since then
        // were made by means of a waker, and by the invariant of `wakers` they are gone where that is.
        self.wakers.load(Acquire) == 1
    }
}

/// What one who is alone has polled. If what was queued meanwhile panics, that is put into the cell, as nobody else
/// would hear of it.
struct Polled<'a, T, F: Future<Output = Outcome<T>>> {
    this: &'a DrivenCell<T, F>,
    /// Invariant: full if `polled` is ready.
    outcome: NonNull<Outcome<T>>,
    polled: Option<Poll<()>>,
}

impl<T, F: Future<Output = Outcome<T>>> Polled<'_, T, F> {
    /// Without a panic.
    fn end(self) -> Option<Poll<()>> {
        let polled = self.polled;
        mem::forget(self);
        polled
    }
}

impl<T, F: Future<Output = Outcome<T>>> Drop for Polled<'_, T, F> {
    #[cold]
    fn drop(&mut self) {
        match self.polled {
            None => {}
            Some(Poll::Pending) => lock(&self.this.drive).forget(),
            Some(Poll::Ready(())) => {
                // SAFETY: the invariant of `outcome`, which isn't used again.
                let outcome = unsafe { self.outcome.read() };
                // SAFETY: whoever has the cell to itself is the only one to fill the slot, and the future gives its
                // outcome once.
                unsafe { self.this.cell.fill(outcome) };
            }
        }
    }
}
