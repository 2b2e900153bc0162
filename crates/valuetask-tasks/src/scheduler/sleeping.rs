//! Timers of tokio's runtimes, none of which runs user code on the thread that keeps time.
//!
//! A timer is polled once, when it is made, which sets it. A waker that blocks would hold up the others. So only the waker of a
//! [task](crate::Task) lies with a timer, which spawns the work that completes the task.
#![forbid(unsafe_code)]

use core::time::Duration;

use ::tokio::runtime::Handle;
use ::tokio::time;

use super::clock::{self, Clock};
use super::timer::Timer;
use super::worker;
use crate::TaskCompletionSource;
use crate::panics::catch;
use valuetask::PooledFuture;

/// Starts a timer, whose waker may not run user code, in a runtime that surrounds the call.
///
/// # Panics
///
/// If the runtime has ended, or keeps no time.
#[inline]
pub(super) fn sleep<O: 'static>(runtime: &Handle, duration: Duration, outcome: fn() -> O) -> Timer<O> {
    Timer::Alarm(clock::Timer::new(Clock::of(runtime), duration, outcome))
}

/// Starts a timer as [`sleep`], from anywhere.
pub(super) fn sleep_on<O: 'static>(runtime: &Handle, duration: Duration, outcome: fn() -> O) -> Timer<O> {
    match Handle::try_current() {
        Ok(current) if current.id() == runtime.id() => return sleep(runtime, duration, outcome),
        Err(error) if error.is_thread_local_destroyed() => return start_elsewhere(runtime, duration, outcome),
        _ => {}
    }
    let _entered = runtime.enter();
    sleep(runtime, duration, outcome)
}

/// Starts a sleep on a thread whose thread-locals are destroyed, so that it enters no runtime: a worker starts the sleep.
#[cold]
fn start_elsewhere<O: 'static>(runtime: &Handle, duration: Duration, outcome: fn() -> O) -> Timer<O> {
    let deadline = time::Instant::now() + duration;
    let (source, task) = TaskCompletionSource::channel();
    worker::spawn(runtime, async move {
        time::sleep_until(deadline).await;
        catch(|| source.set_result(()));
    });
    // Ready also where the runtime has ended, and dropped the source.
    let elapses = async move {
        task.settled().await;
        outcome()
    };
    PooledFuture::new(elapses).into()
}
