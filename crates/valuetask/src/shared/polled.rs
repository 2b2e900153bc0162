//! The place of a shared future. The cell's [table](crate::task) says which awaiter takes it from there.
#![forbid(unsafe_code)]

use core::borrow::Borrow;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::Handle;
use crate::PooledFuture;
use crate::sync::{Mutex, lock};
use crate::task::Task;
use crate::task::error::TaskResult;
use crate::task::registration::Awaiter;
use crate::task::weak::{Combination, Combined, Weak};

/// The place of a future. A pooled future that was ready holds nothing.
///
/// Used by the poller alone, so its lock is never contended. Empty once the owner of the only handle has taken the future.
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

    /// Polls the future, by the poller that has begun. It doesn't panic.
    fn poll(&self, waker: &Waker) -> Poll<TaskResult<T>> {
        let mut place = lock(&self.0);
        let future = place.as_mut().expect("only the owner of the only handle takes the future");
        Pin::new(future).poll(&mut Context::from_waker(waker))
    }

    /// Takes the future out of its place, by the owner of the only handle.
    fn take(&self) -> Option<PooledFuture<'static, TaskResult<T>>> {
        lock(&self.0).take()
    }
}

/// Takes the future of a handle out of its cell, if there is no other handle, and the future is due. Returns the handle otherwise.
///
/// A future that waits to be woken stays in its cell: polling it again would poll all that it waits for.
#[inline]
pub(super) fn take_alone<T: 'static>(handle: Handle<T>) -> Result<PooledFuture<'static, TaskResult<T>>, Handle<T>> {
    let is_alone = handle.task().is_due_alone();
    is_alone.then(|| handle.with_waker(|place, _| place.take())).flatten().ok_or(handle)
}

/// Polls for the result: polls the future if it is due, and registers the awaiter otherwise.
#[inline]
pub(super) fn poll<T, H>(awaiter: &mut Awaiter<T, H>, cx: &mut Context<'_>) -> Poll<()>
where
    T: 'static,
    H: Borrow<Task<T>> + Borrow<Combined<T, Polled<T>>>,
{
    awaiter.poll_shared(cx, |handle| {
        let shared: &Combined<T, Polled<T>> = handle.borrow();
        shared.with_waker(Polled::poll)
    })
}
