//! [`CallbackGuard`]: a callback that a token calls when it is canceled.
//!
//! The token holds a waker, and the waker holds the callback.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::task::Wake;
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Waker};
use std::panic::resume_unwind;

use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use super::entry::Entry;
use crate::panics;

/// The waker that the token has.
impl Wake for Entry {
    fn wake(self: Arc<Self>) {
        // A wake that nothing promises is none of the token's.
        if self.token.is_cancelled()
            && let Err(payload) = self.call()
        {
            // The panic hook has reported it, and the token has other waiters to wake.
            panics::discard(payload);
        }
    }
}

/// A guard that keeps a callback registered with a [`CancellationToken`].
///
/// Dropping the guard removes the callback. It doesn't wait for a callback that is being called. Made by
/// [`callback_guard`](super::CancellationTokenExt::callback_guard).
#[must_use = "dropping the guard removes the callback: bind it to a name, as in `let _guard = ..`"]
pub struct CallbackGuard {
    entry: Arc<Entry>,
    /// Keeps the waker registered. `None` if the token was canceled already.
    _waits: Option<Pin<Box<WaitForCancellationFutureOwned>>>,
}

impl CallbackGuard {
    pub(super) fn new(token: &CancellationToken, callback: impl FnOnce() + Send + 'static) -> Self {
        let entry = Arc::new(Entry::new(token.clone(), Box::new(callback)));
        let mut waits = Box::pin(token.clone().cancelled_owned());
        let waker = Waker::from(Arc::clone(&entry));
        if waits.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
            return Self { entry, _waits: Some(waits) };
        }
        if let Err(payload) = entry.call() {
            resume_unwind(payload);
        }
        Self { entry, _waits: None }
    }

    /// Removes the callback without waiting; returns `true` if it was still registered.
    pub fn unregister(&self) -> bool {
        self.entry.take_out()
    }

    /// Removes the callback, and waits if another thread is calling it.
    ///
    /// Returns `true` if the callback was still registered: then it is never called.
    ///
    /// # Cancel safety
    ///
    /// The first poll removes the callback. Dropping the future after that ends the wait.
    pub async fn unregister_and_wait(&self) -> bool {
        let was_there = self.unregister();
        if let Some(end) = self.entry.end_elsewhere() {
            end.settled().await;
        }
        was_there
    }

    /// Removes the callback, and blocks while another thread is calling it.
    ///
    /// In the callback itself it doesn't block. Returns `true` if the callback was still registered: then it is never called.
    pub fn blocking_unregister(&self) -> bool {
        let was_there = self.unregister();
        if let Some(end) = self.entry.end_elsewhere() {
            // It never fails.
            let _ = end.blocking_wait();
        }
        was_there
    }
}

impl Drop for CallbackGuard {
    fn drop(&mut self) {
        self.unregister();
    }
}

impl fmt::Debug for CallbackGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallbackGuard").field("over", &self.entry.is_over()).finish_non_exhaustive()
    }
}

#[cfg(all(test, not(valuetask_loom)))]
mod tests {
    use core::sync::atomic::{AtomicUsize, Ordering::SeqCst};

    use super::*;

    #[test]
    fn a_wake_of_a_token_that_is_not_canceled_calls_nothing() {
        let (token, calls) = (CancellationToken::new(), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&calls);
        let guard = CallbackGuard::new(&token, move || {
            counted.fetch_add(1, SeqCst);
        });
        Arc::clone(&guard.entry).wake();
        assert_eq!(calls.load(SeqCst), 0);
        token.cancel();
        assert_eq!(calls.load(SeqCst), 1);
    }
}
