//! Timers of tokio's runtimes, none of which runs user code on the thread that keeps time.
//!
//! A sleep is polled once, when it is made, which registers it. A waker that panics would end the runtime's timer, and a waker that blocks
//! would hold it up. So only the waker of a [task](crate::Task) lies with a sleep, which spawns the work that completes the task.
#![forbid(unsafe_code)]

use core::time::Duration;

use ::tokio::runtime::Handle;
use ::tokio::{task, time};

use super::worker;
use crate::TaskCompletionSource;
use crate::panics::catch;
use valuetask::ValueTask;

/// Starts a sleep, whose waker may not run user code, in a runtime that surrounds the call.
///
/// # Panics
///
/// If the runtime has ended, or keeps no time.
#[inline]
pub(super) fn sleep(duration: Duration) -> ValueTask<'static> {
    // Without tokio's budget: a sleep that is polled where that is spent isn't registered.
    ValueTask::from_future(task::unconstrained(time::sleep(duration)))
}

/// Starts a sleep as [`sleep`], from anywhere.
pub(super) fn sleep_on(runtime: &Handle, duration: Duration) -> ValueTask<'static> {
    match Handle::try_current() {
        Ok(current) if current.id() == runtime.id() => return sleep(duration),
        Err(error) if error.is_thread_local_destroyed() => return start_elsewhere(runtime, duration),
        _ => {}
    }
    let _entered = runtime.enter();
    sleep(duration)
}

/// Starts a sleep on a thread whose thread-locals are destroyed, so that it enters no runtime: a worker starts the sleep.
#[cold]
fn start_elsewhere(runtime: &Handle, duration: Duration) -> ValueTask<'static> {
    let deadline = time::Instant::now() + duration;
    let (source, task) = TaskCompletionSource::channel();
    worker::spawn(runtime, async move {
        time::sleep_until(deadline).await;
        catch(|| source.set_result(()));
    });
    // Ready also where the runtime has ended, and dropped the source.
    ValueTask::from_future(async move {
        task.settled().await;
    })
}
