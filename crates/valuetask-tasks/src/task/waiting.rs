//! [`Waiting`]: what waits for a task, and is told of its end.
#![forbid(unsafe_code)]

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Waker};

use super::arc::{Arc, Wakes};
use super::waiters::Waiters;
use crate::sync::{Mutex, lock};
use valuetask::PooledFuture;

/// What waits for a task.
pub(super) enum Waiting {
    /// Woken before any callback is called.
    Waker(Waker),
    /// A boxed `FnOnce()` in a slot of the pool: a future that suspends nowhere.
    Callback(PooledFuture<'static>),
}

/// What waits for one task.
pub(super) type WaiterList = Waiters<Waiting>;

impl Waiting {
    #[inline]
    pub(super) fn of_callback(callback: impl FnOnce() + Send + 'static) -> Self {
        Self::Callback(PooledFuture::new(async move { callback() }))
    }

    /// Of code that is called before any callback, as a waker is woken.
    #[inline]
    pub(super) fn of_waker(code: impl FnOnce() + Send + 'static) -> Self {
        Self::Waker(Arc::new(Mutex::new(Some(code))).into_waker::<()>())
    }

    /// Wakes the waker, or calls the callback.
    #[inline]
    pub(super) fn fire(self) {
        match self {
            Self::Waker(waker) => waker.wake(),
            Self::Callback(code) => call_boxed(code),
        }
    }
}

impl<F: FnOnce() + Send + 'static> Wakes for Arc<Mutex<Option<F>>> {
    /// Calls the code, once.
    fn woken(this: &Self) {
        let code = lock(this).take();
        code.into_iter().for_each(|code| code());
    }
}

/// Calls a boxed `FnOnce()`: a future of the pool that suspends nowhere.
#[inline]
pub(super) fn call_boxed(mut code: impl Future<Output = ()> + Unpin) {
    let polled = Pin::new(&mut code).poll(&mut Context::from_waker(Waker::noop()));
    debug_assert!(polled.is_ready(), "it awaits nothing");
}
