//! Polling by hand, and a future that suspends once.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Polls a future until it is ready, and calls `each` before every poll.
pub fn drive<F: Future>(future: F, mut each: impl FnMut()) -> F::Output {
    let mut future = pin!(future);
    loop {
        each();
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}

/// Suspends once.
pub async fn pause() {
    let mut suspended = false;
    poll_fn(|_| if std::mem::replace(&mut suspended, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}
