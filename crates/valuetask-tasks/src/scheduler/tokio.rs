//! [`TokioScheduler`]: a tokio runtime.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use core::future::pending;
use core::time::Duration;

use ::tokio::runtime::Handle;

use super::timer::Timer;
use super::{TaskScheduler, is_endless, sleeping, worker};
use crate::Task;
use crate::panics::catch;
use valuetask::ValueTask;

/// A tokio runtime, as a scheduler.
///
/// Work that is pending when the runtime ends is dropped with it, and so is work that is scheduled later: its task is faulted with
/// [`Abandoned`](valuetask::Abandoned). Spawned work that nothing can wake lasts as long as its runtime.
///
/// Delays need the runtime's time driver. When the runtime ends, its timers are up: a delay of this scheduler is ready,
/// [`with_timeout`](crate::Task::with_timeout) returns [`TimedOut`](crate::TimedOut), and
/// [`cancel_after`](crate::cancel::CancellationTokenExt::cancel_after) cancels its token. A [`Task::delay`](crate::Task::delay) is faulted with
/// [`Abandoned`](valuetask::Abandoned). A new delay or limit panics, as tokio's do.
///
/// The timer of a delay or limit that was dropped may stay set. So time that is paused (`tokio::time::pause`) may advance to it where the
/// runtime is idle.
///
/// The awaiter of a delay is woken by spawned work, so a waker that panics doesn't stop the runtime's timers.
///
/// # Work that blocks
///
/// With the feature `rt`, [`blocking_wait`](crate::Task::blocking_wait) hands a worker's other work to another thread before it blocks. It does so in work
/// that this scheduler has spawned on a runtime of several threads. In a task of `tokio::spawn`, call `blocking_wait` within
/// `tokio::task::block_in_place`. On a runtime of one thread, `blocking_wait` blocks that thread: await the task instead.
///
/// While a runtime is being dropped, tokio starts no thread that takes over for a worker that begins to block. The runtime's timers stop
/// until the worker's wait returns. So a wait for a delay, a [limit](crate::Task::with_timeout) or spawned work may never end, and the
/// drop neither. A wait for a tokio timer hangs the same way. For work that computes before it waits, use
/// [`Task::spawn_blocking`](crate::Task::spawn_blocking), whose waits end with the runtime, or
/// [`blocking_wait_timeout`](crate::Task::blocking_wait_timeout).
///
/// # Allocation
///
/// One for each piece of work. A delay takes three slots of the [pool](valuetask::pool), and a piece of work when its time is up.
///
/// # Examples
///
/// ```
/// use valuetask_tasks::Task;
/// use valuetask_tasks::scheduler::TokioScheduler;
///
/// let runtime = tokio::runtime::Builder::new_multi_thread().enable_time().build()?;
/// let scheduler = TokioScheduler::new(runtime.handle().clone());
/// let task = Task::spawn_on(&scheduler, async { tokio::runtime::Handle::try_current().is_ok() });
/// assert_eq!(task.blocking_wait(), Ok(&true));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct TokioScheduler(pub(super) Handle);

impl TokioScheduler {
    /// Creates the scheduler of the runtime with this handle.
    #[must_use]
    pub fn new(handle: Handle) -> Self {
        Self(handle)
    }

    /// Creates a timer, whose waker spawns what has to be done.
    pub(super) fn timer<O: 'static>(&self, duration: Duration, outcome: fn() -> O) -> Timer<O> {
        sleeping::sleep_on(&self.0, duration, outcome)
    }

    /// Returns the scheduler of the runtime that surrounds the call, if there is one.
    #[must_use]
    pub fn try_current() -> Option<Self> {
        Handle::try_current().ok().map(Self)
    }
}

impl TaskScheduler for TokioScheduler {
    #[inline]
    fn schedule(&self, work: ValueTask<'static>) {
        worker::spawn(&self.0, work);
    }

    fn schedule_blocking(&self, work: Box<dyn FnOnce() + Send>) {
        drop(self.0.spawn_blocking(|| catch(work)));
    }

    /// # Panics
    ///
    /// If the runtime has no time driver, or has ended.
    fn delay(&self, duration: Duration) -> ValueTask<'static> {
        if is_endless(duration) {
            return ValueTask::from_future(pending());
        }
        let elapsed = Task::elapsing(self.clone(), self.timer(duration, || Ok(())));
        // Faulted, the runtime has ended.
        ValueTask::from_future(async move {
            elapsed.settled().await;
        })
    }
}
