//! Threads that block until a task is complete.
#![forbid(unsafe_code)]

use core::future::Future;
use core::pin::pin;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::task::{Context, Poll};
use core::time::Duration;
use std::time::Instant;

use super::arc::{Arc, Wakes};
use super::{Task, TaskError, trampoline};
use crate::scheduler;
use crate::sync::{AtomicBool, Thread, between, current_thread, park, park_timeout, yield_now};

/// A thread that blocks in one call. A nested call that blocks has its own.
pub(super) struct ParkedThread {
    thread: Thread,
    woken: AtomicBool,
}

impl ParkedThread {
    /// Creates one for the calling thread.
    pub(super) fn new() -> Self {
        Self { thread: current_thread(), woken: AtomicBool::new(false) }
    }

    /// Returns `true` if the thread was woken since the last call.
    pub(super) fn take(&self) -> bool {
        // ORDERING: Relaxed, a hint that spares the exchange: parking synchronizes otherwise. Acquire takes what happened before the wake
        // from the Release in `tell`, also if the thread didn't park.
        let seems_woken = self.woken.load(Relaxed);
        between();
        seems_woken && self.woken.swap(false, Acquire)
    }

    /// Marks the thread as woken, but doesn't unpark it.
    pub(super) fn tell(&self) {
        // ORDERING: Release hands the completion to the Acquire in `take`.
        self.woken.store(true, Release);
    }

    /// Parks the calling thread until it is woken, or until the deadline.
    fn park(&self, deadline: Option<Instant>) {
        if self.take() {
            // Perhaps by its own poll, while a completer moves the result in: that thread has to run.
            return yield_now();
        }
        scheduler::block(|| {
            while !self.take() {
                match deadline {
                    None => park(),
                    Some(deadline) => match deadline.checked_duration_since(Instant::now()) {
                        Some(left) if !left.is_zero() => park_timeout(left),
                        _ => return,
                    },
                }
            }
        });
    }
}

impl Wakes for Arc<ParkedThread> {
    fn woken(this: &Self) {
        this.tell();
        this.thread.unpark();
    }
}

impl<T> Task<T> {
    /// Blocks the thread until the task is complete, and returns its result by reference.
    ///
    /// On a thread of an executor, await the task or [`get`](Self::get) instead: this blocks the executor. See [Blocking](Task#blocking) for
    /// calls that deadlock.
    ///
    /// With the feature `rt`, work of [`spawn`](Self::spawn) may call it on a tokio runtime of several threads, the
    /// [default scheduler](crate::scheduler)'s among them: the worker's other work and its timers go on, on one of the threads for blocking work
    /// (512 by default). Where the system can start no thread more, such a call panics, and the worker is lost: await the task instead. In a
    /// task of `tokio::spawn`, call it within `tokio::task::block_in_place`.
    ///
    /// A call that begins on a worker while its runtime is being dropped can hang, and the drop with it. Work that computes before it waits
    /// uses [`spawn_blocking`](Self::spawn_blocking) or [`blocking_wait_timeout`](Self::blocking_wait_timeout).
    ///
    /// # Errors
    ///
    /// The error of the task.
    ///
    /// # Allocation
    ///
    /// One slot of the [pool](valuetask::pool) if the task is pending, none in steady state.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::TaskCompletionSource;
    ///
    /// let source = TaskCompletionSource::new();
    /// let task = source.task().clone();
    /// let thread = std::thread::spawn(move || source.set_result(7));
    /// assert_eq!(task.blocking_wait(), Ok(&7));
    /// # thread.join().unwrap().unwrap();
    /// ```
    pub fn blocking_wait(&self) -> Result<&T, &TaskError> {
        self.result().unwrap_or_else(|| blocking_wait(self.get()))
    }

    /// Blocks as [`blocking_wait`](Self::blocking_wait), for this much time at most.
    ///
    /// Returns `None` if the task is pending when the time is up.
    /// The result of a complete task is returned even if the time is zero. A time that is more than can be measured is endless.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use valuetask_tasks::TaskCompletionSource;
    ///
    /// let source = TaskCompletionSource::<u32>::new();
    /// assert_eq!(source.task().blocking_wait_timeout(Duration::from_millis(1)), None);
    /// ```
    pub fn blocking_wait_timeout(&self, timeout: Duration) -> Option<Result<&T, &TaskError>> {
        self.result().or_else(|| blocking_wait_timeout(self.get(), timeout))
    }
}

/// Blocks the thread until the future is ready.
pub(crate) fn blocking_wait<F: Future>(future: F) -> F::Output {
    block_on(future, None).unwrap_or_else(|| unreachable!("without a deadline it ends when the future is ready"))
}

/// Blocks the thread until the future is ready, or for this much time.
pub(crate) fn blocking_wait_timeout<F: Future>(future: F, timeout: Duration) -> Option<F::Output> {
    block_on(future, Instant::now().checked_add(timeout))
}

fn block_on<F: Future>(future: F, deadline: Option<Instant>) -> Option<F::Output> {
    let parked = Arc::new(ParkedThread::new());
    let mut future = pin!(future);
    parked.with_waker(|waker| {
        loop {
            // Compared before the last poll, which may find a task complete whose completer has others to wake first. A task that keeps waking
            // itself never parks.
            let is_last = deadline.is_some_and(|deadline| deadline <= Instant::now());
            let poll = || future.as_mut().poll(&mut Context::from_waker(waker));
            if let Poll::Ready(output) = trampoline::fresh_scope(poll) {
                return Some(output);
            }
            if is_last {
                return None;
            }
            parked.park(deadline);
        }
    })
}

impl<T: Clone> Task<T> {
    /// Blocks the thread as [`blocking_wait`](Self::blocking_wait), and returns the result by value.
    ///
    /// The result is moved out if this is the last handle, and cloned otherwise.
    ///
    /// # Errors
    ///
    /// The error of the task.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::Task;
    ///
    /// let both: Vec<u32> = Task::when_all([1, 2].map(Task::from_result)).blocking_wait_owned()?;
    /// assert_eq!(both, [1, 2]);
    /// # Ok::<(), valuetask_tasks::TaskError>(())
    /// ```
    pub fn blocking_wait_owned(self) -> Result<T, TaskError> {
        // The outcome is read below.
        let _ = self.blocking_wait();
        self.into_outcome()
    }
}
