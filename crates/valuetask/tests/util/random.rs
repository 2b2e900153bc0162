//! Random steps of a program that shuttle runs.

use std::future::{Future, IntoFuture};
use std::pin::pin;
use std::task::{Context, Waker};

use shuttle::rand::{Rng, thread_rng};
use shuttle::{future, thread};

pub(crate) fn below(bound: usize) -> usize {
    thread_rng().gen_range(0..bound)
}

/// Awaits on a thread that sleeps meanwhile.
pub(crate) fn block_on<F: IntoFuture>(future: F) -> F::Output {
    future::block_on(future.into_future())
}

/// Polls up to two times, and drops the future.
pub(crate) fn abandon(future: impl IntoFuture) {
    let mut future = pin!(future.into_future());
    for _ in 0..below(3) {
        if future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
            return;
        }
        thread::yield_now();
    }
}
