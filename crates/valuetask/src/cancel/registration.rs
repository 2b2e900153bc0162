//! [`Registration`]: a callback that a token calls when it is canceled.
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
use core::task::{Context, Waker};
use std::panic::{catch_unwind, resume_unwind};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, ThreadId};

use tokio_util::sync::WaitForCancellationFutureOwned;

use super::CancellationToken;
use super::callbacks::{self, Callbacks};
use crate::TaskCompletionSource;
use crate::panics::{self, Payload};

/// What is registered. What it gives is behind it, and to be called next.
type Work = Box<dyn FnOnce() -> Callbacks + Send>;

/// What the token's waker and the registration share.
pub(super) struct Entry {
    place: Mutex<Place>,
    /// Set when the callback has returned, or panicked, or was taken out.
    over: TaskCompletionSource,
}

enum Place {
    Registered(Work),
    /// By this thread.
    Called(ThreadId),
    Over,
}

impl Entry {
    fn replace(&self, place: Place) -> Place {
        mem::replace(&mut *self.place.lock().unwrap_or_else(PoisonError::into_inner), place)
    }

    /// Calls the callback, unless it was called or taken out. What comes back is behind it.
    pub(super) fn call(&self) -> Result<Callbacks, Payload> {
        let mut place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        if !matches!(*place, Place::Registered(_)) {
            return Ok(Callbacks::default());
        }
        let before = mem::replace(&mut *place, Place::Called(thread::current().id()));
        drop(place);
        let Place::Registered(callback) = before else { unreachable!("it was just looked at") };
        let called = catch_unwind(AssertUnwindSafe(callback));
        self.replace(Place::Over);
        self.end();
        called
    }

    /// Takes the callback out: whether it was there.
    fn take_out(&self) -> bool {
        let mut place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        if !matches!(*place, Place::Registered(_)) {
            return false;
        }
        let callback = mem::replace(&mut *place, Place::Over);
        drop(place);
        self.end();
        drop(callback);
        true
    }

    fn end(&self) {
        // It is set once, as the place is left once.
        let _ = self.over.set_result(());
    }

    fn is_called_here(&self) -> bool {
        let place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        matches!(*place, Place::Called(thread) if thread == thread::current().id())
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

/// A callback of a [`CancellationToken`], until it is called or taken out. Dropping this takes it out, without waiting for one that is
/// just being called.
///
/// Made by [`register`](super::CancellationTokenExt::register).
#[must_use = "dropping it takes the callback out"]
pub struct Registration {
    entry: Arc<Entry>,
    /// Keeps the waker with the token. `None` if the token was canceled already.
    _waits: Option<Pin<Box<WaitForCancellationFutureOwned>>>,
}

impl Registration {
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
        let entry = Arc::new(Entry { place, over: TaskCompletionSource::new() });
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
        if !self.entry.is_called_here() {
            self.entry.over.task().join().await;
        }
        was_there
    }

    /// Takes the callback out, and blocks while it is just being called on another thread. In the callback itself it
    /// doesn't wait. Whether it was there, as [`unregister_and_wait`](Self::unregister_and_wait) says.
    pub fn unregister_and_block(&self) -> bool {
        let was_there = self.unregister();
        if !self.entry.is_called_here() {
            // It never fails.
            let _ = self.entry.over.task().wait();
        }
        was_there
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.unregister();
    }
}

impl fmt::Debug for Registration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registration").field("over", &self.entry.over.task().is_completed()).finish_non_exhaustive()
    }
}
