//! [`TokioScheduler`]: a tokio runtime.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::future::{Future, pending, poll_fn};
use core::pin::Pin;
use core::time::Duration;

use ::tokio::runtime::Handle;

use super::{TaskScheduler, timer, worker};
use crate::ValueTask;
use crate::panics::catch;
use crate::sync::{Mutex, lock};

/// A tokio runtime, as a scheduler.
///
/// Work that is pending when the runtime ends is dropped with it, and so is work that is scheduled later: its task is faulted with
/// [`Abandoned`](crate::Abandoned). Spawned work that nothing can wake lasts as long as its runtime.
///
/// Delays need the runtime's time driver. A delay whose runtime has ended stays pending: [`with_timeout`](crate::Task::with_timeout) has no
/// limit any more, and [`cancel_after`](crate::cancel::CancellationTokenExt::cancel_after) doesn't cancel its token. A
/// [`Task::delay`](crate::Task::delay) is work of the runtime, and is faulted.
///
/// The awaiter of a delay is woken by spawned work, so a waker that panics doesn't stop the runtime's timers.
///
/// # Work that blocks
///
/// With the feature `rt`, [`wait`](crate::Task::wait) hands a worker's other work to another thread before it blocks, if the runtime has
/// several threads and the worker polls work that this scheduler has spawned. In a task of `tokio::spawn`, call `wait` within
/// `tokio::task::block_in_place`. On a runtime of one thread, `wait` blocks that thread: await the task instead.
///
/// # Allocation
///
/// One for each piece of work. A delay takes three, and a piece of work when its time is up. Two of the three are freed at once, or when
/// a runtime of one thread runs next.
///
/// # Examples
///
/// ```
/// use valuetask::Task;
/// use valuetask::scheduler::TokioScheduler;
///
/// let runtime = tokio::runtime::Builder::new_multi_thread().enable_time().build()?;
/// let scheduler = TokioScheduler::new(runtime.handle().clone());
/// let task = Task::spawn_on(&scheduler, async { tokio::runtime::Handle::try_current().is_ok() });
/// assert_eq!(task.wait(), Ok(&true));
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

    /// Returns the scheduler of the runtime that surrounds the call, if there is one.
    #[must_use]
    pub fn try_current() -> Option<Self> {
        Handle::try_current().ok().map(Self)
    }
}

impl From<Handle> for TokioScheduler {
    fn from(handle: Handle) -> Self {
        Self(handle)
    }
}

impl TaskScheduler for TokioScheduler {
    #[inline]
    fn schedule(&self, mut work: ValueTask<'static>) {
        let is_multi_thread = worker::is_multi_thread(&self.0);
        drop(self.0.spawn(poll_fn(move |cx| worker::poll(is_multi_thread, || Pin::new(&mut work).poll(cx)))));
    }

    fn schedule_blocking(&self, work: Box<dyn FnOnce() + Send>) {
        drop(self.0.spawn_blocking(|| catch(work)));
    }

    /// # Panics
    ///
    /// If the runtime has no time driver.
    fn delay(&self, duration: Duration) -> ValueTask<'static> {
        self.while_it_runs(|| timer::start(self, duration))
    }
}

impl TokioScheduler {
    /// Starts a timer unless the runtime has ended, where tokio would panic.
    ///
    /// The drop of a pending task marks the end: the runtime drops its tasks before its timer. The task needs no poll for that.
    fn while_it_runs(&self, start: impl FnOnce() -> ValueTask<'static>) -> ValueTask<'static> {
        let has_ended = Arc::new(Mutex::new(false));
        let ends = Ends(Arc::clone(&has_ended));
        let task = self.0.spawn(async move {
            let _ends = ends;
            pending::<()>().await
        });
        // Locked until the timer is started.
        let timer = match *lock(&has_ended) {
            false => start(),
            true => ValueTask::from_future(pending()),
        };
        task.abort();
        timer
    }
}

/// Sets the flag when it is dropped.
struct Ends(Arc<Mutex<bool>>);

impl Drop for Ends {
    fn drop(&mut self) {
        *lock(&self.0) = true;
    }
}
