//! Threads that block until a task is complete.
#![forbid(unsafe_code)]

use alloc::sync::Arc;
use alloc::task::Wake;
use core::future::Future;
use core::pin::pin;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::task::{Context, Poll, Waker};
use core::time::Duration;
use std::time::Instant;

use super::{Task, TaskError, trampoline};
use crate::scheduler;
use crate::sync::{AtomicBool, Thread, current_thread, park, park_timeout, yield_now};

/// A thread that waits, for one thing: what else it waits for within has another of these.
pub(super) struct Parked {
    thread: Thread,
    woken: AtomicBool,
}

impl Parked {
    /// Of the calling thread.
    pub(super) fn new() -> Self {
        Self { thread: current_thread(), woken: AtomicBool::new(false) }
    }

    /// Whether the thread was woken since this was looked at last.
    pub(super) fn take(&self) -> bool {
        // ORDERING: Relaxed, a hint that spares the exchange: who parks is handed the rest. Acquire takes what happened before the wake
        // from the Release in `tell`, also where there was no need to park.
        self.woken.load(Relaxed) && self.woken.swap(false, Acquire)
    }

    /// Says that the thread is woken, but doesn't unpark it.
    pub(super) fn tell(&self) {
        // ORDERING: Release hands what happened before, the completion, to the Acquire in `take`.
        self.woken.store(true, Release);
    }

    /// Parks the calling thread until it is woken: whether it was, before the deadline.
    fn park(&self, deadline: Option<Instant>) -> bool {
        if self.take() {
            // Perhaps by itself, while a completer moves its result in; and that has to come to its turn.
            yield_now();
            return true;
        }
        scheduler::block(|| {
            while !self.take() {
                match deadline {
                    None => park(),
                    Some(deadline) => match deadline.checked_duration_since(Instant::now()) {
                        Some(left) if !left.is_zero() => park_timeout(left),
                        _ => return false,
                    },
                }
            }
            true
        })
    }
}

impl Wake for Parked {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.tell();
        self.thread.unpark();
    }
}

impl<T> Task<T> {
    /// Blocks the thread until the task is complete, and lends what it has come to.
    ///
    /// Drives the task if it was [made from a future](Self::from_future). Within an executor it holds up the thread: there, await the task
    /// or [`get`](Self::get).
    ///
    /// With the feature `rt`, work of [`spawn`](Self::spawn) may call it on a tokio runtime of several threads, the
    /// [default scheduler](crate::scheduler)'s among them: the worker's other work and its timers go on, on one of the threads for blocking work
    /// (512 by default). In a task of `tokio::spawn`, call it within `tokio::task::block_in_place`.
    ///
    /// Don't call it in what has to return before the task can complete. Where it's called far
    /// down, in a continuation of a continuation and so on, what was put off until those are over runs here, before it blocks (where that
    /// blocks, too, down to 16 within one another): hold no lock then that such code may want.
    ///
    /// # Errors
    ///
    /// The task's.
    ///
    /// # Allocation
    ///
    /// One allocation if the task is pending.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::TaskCompletionSource;
    ///
    /// let source = TaskCompletionSource::new();
    /// let task = source.task().clone();
    /// let thread = std::thread::spawn(move || source.set_result(7));
    /// assert_eq!(task.wait(), Ok(&7));
    /// # thread.join().unwrap().unwrap();
    /// ```
    pub fn wait(&self) -> Result<&T, &TaskError> {
        loop {
            // Without a deadline it is only left when the task is complete.
            if let Some(outcome) = self.block(None) {
                return outcome;
            }
        }
    }

    /// Blocks until the task is complete, as [`wait`](Self::wait), for no longer than this; `None` if the task is
    /// still pending then.
    ///
    /// A task that is complete is never late, also after no time at all. A time that is longer than any clock tells is for ever.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use valuetask::TaskCompletionSource;
    ///
    /// let source = TaskCompletionSource::<u32>::new();
    /// assert_eq!(source.task().wait_timeout(Duration::from_millis(1)), None);
    /// ```
    pub fn wait_timeout(&self, timeout: Duration) -> Option<Result<&T, &TaskError>> {
        if self.is_completed() {
            return self.result();
        }
        self.block(Instant::now().checked_add(timeout))
    }

    fn block(&self, deadline: Option<Instant>) -> Option<Result<&T, &TaskError>> {
        if self.is_completed() {
            return self.result();
        }
        let parked = Arc::new(Parked::new());
        let waker = Waker::from(Arc::clone(&parked));
        let mut get = pin!(self.get());
        loop {
            // Looked at before the poll: what that finds complete isn't late. Who keeps being woken never gets to park.
            let is_last = deadline.is_some_and(|deadline| deadline <= Instant::now());
            if let Poll::Ready(outcome) = trampoline::apart(|| get.as_mut().poll(&mut Context::from_waker(&waker))) {
                return Some(outcome);
            }
            if is_last {
                return None;
            }
            if !parked.park(deadline) {
                return None;
            }
        }
    }
}

impl<T: Clone> Task<T> {
    /// Blocks the thread until the task is complete, as [`wait`](Self::wait), and returns its result by value.
    ///
    /// The result is moved out if this is the last handle, and cloned otherwise.
    ///
    /// # Errors
    ///
    /// The task's.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::Task;
    ///
    /// let tasks = [1, 2].map(|number| Task::from_future(async move { number }));
    /// let both: Vec<u32> = Task::when_all(tasks).wait_owned()?;
    /// assert_eq!(both, [1, 2]);
    /// # Ok::<(), valuetask::TaskError>(())
    /// ```
    pub fn wait_owned(self) -> Result<T, TaskError> {
        // Read below, by value.
        let _ = self.wait();
        self.into_outcome()
    }
}
