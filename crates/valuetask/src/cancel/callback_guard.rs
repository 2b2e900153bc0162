//! [`CallbackGuard`]: a callback that a token calls when it is canceled.
//!
//! The token holds a waker, and the waker the callback. Whoever takes it out of its place, to call it or to drop it, does so once,
//! under a lock that no code of others runs under.
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
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

use tokio_util::sync::WaitForCancellationFutureOwned;

use super::CancellationToken;
use super::callbacks::{self, Callbacks};
use crate::panics::{self, Payload};
use crate::{Task, TaskCompletionSource};

/// What is registered. What it gives is behind it, and to be called next.
type Work = Box<dyn FnOnce() -> Callbacks + Send>;

/// What the token's waker and the guard share.
pub(super) struct Entry {
    place: Mutex<Place>,
    /// The place is `Over`, where it stays: a hint that spares the lock.
    is_over: AtomicBool,
}

enum Place {
    Registered(Work),
    /// By this thread. The source is there once somebody waits for the end of it.
    Called(ThreadId, Option<TaskCompletionSource>),
    /// The callback has returned, or panicked, or was taken out.
    Over,
}

impl Entry {
    fn place(&self) -> MutexGuard<'_, Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls the callback, unless it was called or taken out. What comes back is behind it.
    pub(super) fn call(&self) -> Result<Callbacks, Payload> {
        let mut place = self.place();
        if !matches!(*place, Place::Registered(_)) {
            return Ok(Callbacks::default());
        }
        let before = mem::replace(&mut *place, Place::Called(thread::current().id(), None));
        drop(place);
        let Place::Registered(callback) = before else { unreachable!("it was just looked at") };
        let called = catch_unwind(AssertUnwindSafe(callback));
        let before = self.end(&mut self.place());
        if let Place::Called(_, Some(over)) = before {
            let set = catch_unwind(AssertUnwindSafe(|| {
                // It is set once, as the place is left once.
                let _ = over.set_result(());
            }));
            // A panic of a waker that waited for the end is nothing to whoever cancels, nor to what is behind.
            set.unwrap_or_else(panics::discard);
        }
        called
    }

    /// Takes the callback out: whether it was there.
    fn take_out(&self) -> bool {
        // ORDERING: Relaxed: nothing is read that somebody else has written.
        if self.is_over.load(Relaxed) {
            return false;
        }
        let mut place = self.place();
        if !matches!(*place, Place::Registered(_)) {
            return false;
        }
        let callback = self.end(&mut place);
        drop(place);
        drop(callback);
        true
    }

    /// What was there before it was over.
    fn end(&self, place: &mut Place) -> Place {
        // ORDERING: Relaxed, as in `take_out`.
        self.is_over.store(true, Relaxed);
        mem::replace(place, Place::Over)
    }

    /// What ends with the callback, if another thread is just calling it.
    fn end_elsewhere(&self) -> Option<Task> {
        match &mut *self.place() {
            Place::Called(thread, over) if *thread != thread::current().id() => {
                Some(over.get_or_insert_default().task().clone())
            }
            _ => None,
        }
    }
}

/// What the token wakes.
impl Wake for Entry {
    fn wake(self: Arc<Self>) {
        if !callbacks::defer(&self) {
            // The panic hook has told of it, and the token has to go on: others wait for it, too.
            match self.call() {
                Ok(behind) => behind.call_in_order(panics::discard),
                Err(payload) => panics::discard(payload),
            }
        }
    }
}

/// A guard that keeps a callback registered with a [`CancellationToken`].
///
/// Dropping it takes the callback out, without waiting for a callback that is just being called. Made by
/// [`callback_guard`](super::CancellationTokenExt::callback_guard).
#[must_use = "dropping the guard takes the callback out: bind it to a name, as in `let _guard = ..`"]
pub struct CallbackGuard {
    entry: Arc<Entry>,
    /// Keeps the waker with the token. `None` if the token was canceled already.
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
        let place = Mutex::new(Place::Registered(work));
        let entry = Arc::new(Entry { place, is_over: AtomicBool::new(false) });
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

    /// Takes the callback out, without waiting: whether it was there, so that it will never be called.
    pub fn unregister(&self) -> bool {
        self.entry.take_out()
    }

    /// Takes the callback out, and waits if it is just being called on another thread. Whether it was there.
    ///
    /// # Cancel safety
    ///
    /// The callback is taken out in the first poll; what is lost by dropping the future is the wait.
    pub async fn unregister_and_wait(&self) -> bool {
        let was_there = self.unregister();
        if let Some(end) = self.entry.end_elsewhere() {
            end.join().await;
        }
        was_there
    }

    /// Takes the callback out, and blocks while it is just being called on another thread. In the callback itself it
    /// doesn't wait. Whether it was there, as [`unregister_and_wait`](Self::unregister_and_wait) says.
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
            .field("over", &matches!(*self.entry.place(), Place::Over))
            .finish_non_exhaustive()
    }
}
