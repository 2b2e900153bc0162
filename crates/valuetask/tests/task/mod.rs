//! The subjects, and what they share.

mod awaiters;
mod chains;
mod combining;
mod completion;
mod continuing;
mod driven;
mod errors;
mod hot;
mod parity_table;
mod unobserved;

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

pub(crate) use crate::util::Wakes;

/// Polls once with this waker.
pub(crate) fn poll_with<F: Future + Unpin>(future: &mut F, waker: &Waker) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(waker))
}
