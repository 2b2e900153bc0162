//! Shared code of the table's programs: polls by hand, a future that suspends once, and counted calls.
#![forbid(unsafe_code)]

pub mod documented;

use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Polls a future until it is ready.
pub fn finish<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
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

/// Requires the bounds of a spawned task.
pub fn spawned<F: Future + Send>(future: F) -> F::Output {
    finish(future)
}
