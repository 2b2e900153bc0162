//! The place of a shared future. The cell's [table](crate::task) says which awaiter takes it from there.
#![forbid(unsafe_code)]

use core::borrow::Borrow;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::Shared;
use crate::PooledFuture;
use crate::sync::{Mutex, lock};
use crate::task::error::TaskResult;
use crate::task::weak::{Combination, Weak};
use crate::task::{Awaiter, Handle};

/// The place of a future: empty once it was ready.
///
/// Used by the poller alone, so its lock, which is held for the poll, is never contended.
pub(crate) struct Polled<T>(Mutex<Option<PooledFuture<'static, TaskResult<T>>>>);

/// A wake makes no handle, so it drops no future: it may come under a lock that the future's destructor takes.
impl<T: 'static> Combination<T> for Polled<T> {
    fn woken(weak: &Weak<T, Self>) {
        weak.notify();
    }
}

impl<T> Polled<T> {
    pub(super) fn new(future: PooledFuture<'static, TaskResult<T>>) -> Self {
        Self(Mutex::new(Some(future)))
    }

    /// Polls the future, by the poller that has begun. It doesn't panic, and is dropped once it is ready.
    fn poll(&self, waker: &Waker) -> Poll<TaskResult<T>> {
        let mut place = lock(&self.0);
        let future = place.as_mut().expect("a future that isn't ready is in its place");
        let polled = Pin::new(future).poll(&mut Context::from_waker(waker));
        if polled.is_ready() {
            *place = None;
        }
        polled
    }
}

/// Polls for the result: polls the future if it is due, and registers the awaiter otherwise.
#[inline]
pub(super) fn poll<T, H>(awaiter: &mut Awaiter<T, H>, cx: &mut Context<'_>) -> Poll<()>
where
    T: 'static,
    H: Handle<T> + Borrow<Shared<T>>,
{
    awaiter.poll_shared(cx, |handle| handle.borrow().0.with_waker(Polled::poll))
}
