//! [`TokioScheduler`]: a tokio runtime.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use core::time::Duration;

use ::tokio::runtime::Handle;
use ::tokio::{task, time};

use super::TaskScheduler;
use crate::ValueTask;

/// A tokio runtime, as a scheduler.
///
/// Work that it's given once the runtime has shut down is dropped, and so is work that it has and didn't finish then. For delays, its
/// driver of time has to be enabled.
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
        // Without tokio's budget: it would be that of whoever polls. Where that is spent, in a `block_on` of a runtime with several threads,
        // the sleep wakes whoever polls at once, again and again.
        ValueTask::from_future(task::unconstrained(time::sleep(duration)))
    }
}
