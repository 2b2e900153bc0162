//! [`TokioScheduler`]: a tokio runtime.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use core::future::pending;
use core::time::Duration;

use ::tokio::runtime::Handle;
use ::tokio::task::JoinHandle;
use ::tokio::{task, time};

use super::TaskScheduler;
use crate::ValueTask;

/// A tokio runtime, as a scheduler.
///
/// Work that it's given once the runtime has shut down is dropped, and so is work that it has and didn't finish then. For delays, its
/// driver of time has to be enabled. A runtime that has shut down keeps no time any more: a delay of it that wasn't over then never is.
/// So what [`with_timeout`](crate::Task::with_timeout) has bounded by it waits without a limit from then on, and a token that was to be canceled
/// [after a time](crate::cancel::CancellationTokenExt::cancel_after) isn't. But [`Task::delay`](crate::Task::delay) is work of the runtime, and faulted.
///
/// # Allocation
///
/// One of the runtime for each piece of work, and for each delay.
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
pub struct TokioScheduler(Handle);

impl TokioScheduler {
    /// The runtime with this handle.
    #[must_use]
    pub fn new(handle: Handle) -> Self {
        Self(handle)
    }

    /// The runtime that surrounds the call, if it is inside one.
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
    fn schedule(&self, work: ValueTask<'static>) {
        drop(self.0.spawn(work));
    }

    fn schedule_blocking(&self, work: Box<dyn FnOnce() + Send>) {
        drop(self.0.spawn_blocking(work));
    }

    /// # Panics
    ///
    /// If the runtime doesn't keep time.
    fn delay(&self, duration: Duration) -> ValueTask<'static> {
        let _entered = self.0.enter();
        let mut timer = Timer(self.0.spawn(time::sleep(duration)));
        // Without tokio's budget: it would be that of whoever polls. Where that is spent, in a `block_on` of a runtime with several threads,
        // the timer wakes whoever polls at once, again and again.
        ValueTask::from_future(task::unconstrained(async move {
            if (&mut timer.0).await.is_err() {
                // The runtime has dropped it.
                pending().await
            }
        }))
    }
}

/// A sleep that the runtime polls, and drops when it shuts down: polled by anybody else, it would panic from then on. It ends with this.
struct Timer(JoinHandle<()>);

impl Drop for Timer {
    fn drop(&mut self) {
        self.0.abort();
    }
}
