//! [`AcquirePermit`]: the future that waits for a permit.
#![forbid(unsafe_code)]

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::{Permit, Permits};

/// A future that waits for a permit.
pub(crate) struct AcquirePermit<'a> {
    permits: &'a Permits,
    /// The index of the turn, from the first poll until the task has a permit.
    index: Option<usize>,
}

impl<'a> AcquirePermit<'a> {
    pub(crate) fn new(permits: &'a Permits) -> Self {
        Self { permits, index: None }
    }
}

impl Future for AcquirePermit<'_> {
    type Output = Permit;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Permit> {
        let waker = cx.waker().clone();
        let shared = self.permits.shared();
        let Some(index) = self.index else {
            return match shared.queue.enter(waker, &shared.count, || self.permits.try_take()) {
                Ok(permit) => Poll::Ready(permit),
                Err(index) => {
                    self.index = Some(index);
                    Poll::Pending
                }
            };
        };
        let Some(permit) = shared.queue.take_or_wait(index, waker) else { return Poll::Pending };
        self.index = None;
        Poll::Ready(permit)
    }
}

impl Drop for AcquirePermit<'_> {
    fn drop(&mut self) {
        let Some(index) = self.index else { return };
        let shared = self.permits.shared();
        shared.queue.leave(index, &shared.count);
    }
}
