//! [`TokioScheduler`]: a tokio runtime.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::future::{Future, pending, poll_fn};
use core::pin::pin;
use core::task::Poll;
use core::time::Duration;

use ::tokio::runtime::Handle;
use ::tokio::task::JoinHandle;
use ::tokio::{task, time};

use super::TaskScheduler;
use crate::ValueTask;
use crate::sync::{Mutex, lock};

/// A tokio runtime, as a scheduler.
///
/// Work that it's given once the runtime has shut down is dropped, and so is work that it has and didn't finish then. For delays, its
/// driver of time has to be enabled. A runtime that has shut down keeps no time any more: a delay of it that wasn't over then never is.
/// So what [`with_timeout`](crate::Task::with_timeout) has bounded by it waits without a limit from then on, and a token that was to be canceled
/// [after a time](crate::cancel::CancellationTokenExt::cancel_after) isn't. But [`Task::delay`](crate::Task::delay) is work of the runtime, and faulted.
///
/// The runtime's driver of time wakes whoever polls a delay, on a thread of the runtime: so what follows a `with_timeout` inline runs there,
/// holds up its timers while it blocks, and blocks for ever if it [waits](crate::Task::wait) for one of them. Continue it
/// [on the scheduler](crate::Task::continue_with_on) instead.
///
/// # Allocation
///
/// One for each piece of work, and two for each delay: a task of the runtime, that hears of its end, and what the two share. That task is
/// freed when the delay is dropped, or on a runtime of one thread, when that runs next.
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
        let (sleep, watch) = (time::sleep(duration), Watch::new(&self.0));
        // Without tokio's budget: it would be that of whoever polls. Where that is spent, in a `block_on` of a runtime with several threads,
        // the sleep wakes whoever polls at once, again and again.
        ValueTask::from_future(task::unconstrained(async move {
            let mut sleep = pin!(sleep);
            poll_fn(|cx| watch.while_it_runs(|| sleep.as_mut().poll(cx))).await;
        }))
    }
}

/// Watches for the end of a runtime: a sleep that is polled after it panics.
///
/// A task of the runtime that is never ready tells of it, as the runtime drops all of those before it stops keeping time. It doesn't have
/// to be polled for that, so a worker that blocks holds nothing up.
struct Watch {
    /// Locked during each poll, so that the runtime can't end meanwhile. Of others nothing runs under it but what clones, drops and wakes wakers:
    /// one that waits for the end of the runtime there would wait for ever.
    has_ended: Arc<Mutex<bool>>,
    task: JoinHandle<()>,
}

/// Says so when it's dropped.
struct Ends(Arc<Mutex<bool>>);

impl Watch {
    fn new(runtime: &Handle) -> Self {
        let has_ended = Arc::new(Mutex::new(false));
        let ends = Ends(Arc::clone(&has_ended));
        let task = runtime.spawn(async move {
            let _ends = ends;
            pending().await
        });
        Self { has_ended, task }
    }

    /// What this gives, or nothing ever again once the runtime has ended.
    fn while_it_runs(&self, poll: impl FnOnce() -> Poll<()>) -> Poll<()> {
        let has_ended = lock(&self.has_ended);
        if *has_ended { Poll::Pending } else { poll() }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Drop for Ends {
    fn drop(&mut self) {
        *lock(&self.0) = true;
    }
}
