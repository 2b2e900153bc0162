//! [`CallbackGuard`]: a callback that a token calls when it is canceled.
//!
//! The token holds a waker, and the waker holds the callback. The callback is taken once, to be called or dropped, under a lock under
//! which no user code runs.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::task::Wake;
use core::fmt;
use core::future::Future;
use core::mem;
use core::panic::AssertUnwindSafe;
use core::pin::Pin;
use core::sync::atomic::{AtomicBool, Ordering::Relaxed};
use core::task::{Context, Waker};
use std::panic::{catch_unwind, resume_unwind};
use std::sync::MutexGuard;
use std::thread::{self, ThreadId};

use tokio_util::sync::WaitForCancellationFutureOwned;

use super::CancellationToken;
use super::callbacks::{self, Callbacks};
use crate::panics::{self, Payload};
use crate::sync::{Mutex, lock};
use crate::{Task, TaskCompletionSource};

/// The registered callback. It returns the callbacks that are to be called next.
type Work = Box<dyn FnOnce() -> Callbacks + Send>;

/// The state that is shared by the token's waker and the guard.
pub(super) struct Entry {
    token: CancellationToken,
    place: Mutex<Stage>,
    /// The place is `Over`, where it stays: a hint that spares the lock.
    is_over: AtomicBool,
}

enum Stage {
    Registered(Work),
    /// Being called by this thread. The source is set at the end, if a thread waits for it.
    Called(ThreadId, Option<TaskCompletionSource>),
    /// The callback has returned or panicked, or was removed.
    Over,
}

impl Entry {
    fn place(&self) -> MutexGuard<'_, Stage> {
        lock(&self.place)
    }

    /// Calls the callback, unless it was called or removed. Returns the callbacks that are to be called next.
    pub(super) fn call(&self) -> Result<Callbacks, Payload> {
        let mut place = self.place();
        if !matches!(*place, Stage::Registered(_)) {
            return Ok(Callbacks::default());
        }
        let before = mem::replace(&mut *place, Stage::Called(thread::current().id(), None));
        drop(place);
        let Stage::Registered(callback) = before else { unreachable!("it was just matched") };
        let called = catch_unwind(AssertUnwindSafe(callback));
        let before = self.end(&mut self.place());
        if let Stage::Called(_, Some(over)) = before {
            // The place is left once, so this succeeds. A panic of a waker that waited for the end doesn't reach the canceling
            // call, nor the next callbacks.
            panics::catch(|| over.set_result(()));
        }
        called
    }

    /// Removes the callback. Returns `true` if it was registered.
    fn take_out(&self) -> bool {
        // ORDERING: Relaxed: nothing is read that another thread has written.
        if self.is_over.load(Relaxed) {
            return false;
        }
        let mut place = self.place();
        if !matches!(*place, Stage::Registered(_)) {
            return false;
        }
        let callback = self.end(&mut place);
        drop(place);
        drop(callback);
        true
    }

    /// Marks the place as over, and returns its former state.
    fn end(&self, place: &mut Stage) -> Stage {
        // ORDERING: Relaxed, as in `take_out`.
        self.is_over.store(true, Relaxed);
        mem::replace(place, Stage::Over)
    }

    /// Returns a task that completes with the callback, if another thread is calling it.
    fn end_elsewhere(&self) -> Option<Task> {
        match &mut *self.place() {
            Stage::Called(thread, over) if *thread != thread::current().id() => {
                Some(over.get_or_insert_default().task().clone())
            }
            _ => None,
        }
    }
}

/// The waker that the token has.
impl Wake for Entry {
    fn wake(self: Arc<Self>) {
        // A wake that nothing promises is none of the token's.
        if !self.token.is_cancelled() || callbacks::defer(&self) {
            return;
        }
        // The panic hook has reported it, and the token has other waiters to wake.
        match self.call() {
            Ok(behind) => behind.call_in_order(panics::discard),
            Err(payload) => panics::discard(payload),
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
        let work = || {
            callback();
            Callbacks::default()
        };
        Self::of(token, Box::new(work))
    }

    /// Cancels one token when another is.
    pub(super) fn link(token: &CancellationToken, linked: CancellationToken) -> Self {
        Self::of(token, Box::new(move || callbacks::collect(|| linked.cancel())))
    }

    fn of(token: &CancellationToken, work: Work) -> Self {
        let place = Mutex::new(Stage::Registered(work));
        let entry = Arc::new(Entry { token: token.clone(), place, is_over: AtomicBool::new(false) });
        let mut waits = Box::pin(token.clone().cancelled_owned());
        let waker = Waker::from(Arc::clone(&entry));
        if waits.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
            return Self { entry, _waits: Some(waits) };
        }
        match entry.call() {
            Ok(behind) => behind.call_in_order(panics::discard),
            Err(payload) => resume_unwind(payload),
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
            end.join().await;
        }
        was_there
    }

    /// Removes the callback, and blocks while another thread is calling it.
    ///
    /// In the callback itself it doesn't block. Returns `true` if the callback was still registered: then it is never called.
    pub fn unregister_and_block(&self) -> bool {
        let was_there = self.unregister();
        if let Some(end) = self.entry.end_elsewhere() {
            // It never fails.
            let _ = end.wait();
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
        f.debug_struct("CallbackGuard")
            .field("over", &matches!(*self.entry.place(), Stage::Over))
            .finish_non_exhaustive()
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
