//! The entry of a callback, which the waker in the token and the guard share.
//!
//! The callback is taken once, to be called or dropped, under a lock under which no user code runs.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use core::mem;
use core::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::MutexGuard;
use std::thread::{self, ThreadId};

use tokio_util::sync::CancellationToken;

use crate::panics::{self, Payload};
use crate::sync::{Mutex, lock};
use crate::{Task, TaskCompletionSource};

/// The state that is shared by the token's waker and the guard.
pub(super) struct Entry {
    pub(super) token: CancellationToken,
    place: Mutex<Stage>,
    /// The place is `Over`, where it stays: a hint that spares the lock.
    is_over: AtomicBool,
}

enum Stage {
    Registered(Box<dyn FnOnce() + Send>),
    /// Being called by this thread. The source is set at the end, if a thread waits for it.
    Called(ThreadId, Option<TaskCompletionSource>),
    /// The callback has returned or panicked, or was removed.
    Over,
}

impl Entry {
    pub(super) fn new(token: CancellationToken, callback: Box<dyn FnOnce() + Send>) -> Self {
        Self { token, place: Mutex::new(Stage::Registered(callback)), is_over: AtomicBool::new(false) }
    }

    fn place(&self) -> MutexGuard<'_, Stage> {
        lock(&self.place)
    }

    pub(super) fn is_over(&self) -> bool {
        matches!(*self.place(), Stage::Over)
    }

    /// Calls the callback, unless it was called or removed. Returns the payload of its panic.
    pub(super) fn call(&self) -> Result<(), Payload> {
        let mut place = self.place();
        if !matches!(*place, Stage::Registered(_)) {
            return Ok(());
        }
        let before = mem::replace(&mut *place, Stage::Called(thread::current().id(), None));
        drop(place);
        let Stage::Registered(callback) = before else { unreachable!("it was just matched") };
        let called = panics::catch_payload(callback);
        let before = self.end(&mut self.place());
        if let Stage::Called(_, Some(over)) = before {
            // The place is left once, so this succeeds. A panic of a waker that waited for the end doesn't reach the canceling
            // call, nor the next callbacks.
            panics::catch(|| over.set_result(()));
        }
        called
    }

    /// Removes the callback. Returns `true` if it was registered.
    pub(super) fn take_out(&self) -> bool {
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
    pub(super) fn end_elsewhere(&self) -> Option<Task> {
        match &mut *self.place() {
            Stage::Called(thread, over) if *thread != thread::current().id() => {
                Some(over.get_or_insert_default().task().clone())
            }
            _ => None,
        }
    }
}
