//! Timers of tokio's runtimes, none of which runs user code on the thread that keeps time.
//!
//! A sleep is polled once, when it is made, which registers it. tokio wakes a [`Relay`], which spawns work that wakes the awaiter: a waker
//! that panics would end the runtime's timer, and a waker that blocks would hold it up.
#![forbid(unsafe_code)]

use alloc::sync::Arc;
use alloc::task::Wake;
use core::future::{Future, pending};
use core::pin::pin;
use core::task::{Context, Waker};
use core::time::Duration;

use ::tokio::runtime::Handle;
use ::tokio::{task, time};

use super::worker;
use crate::panics::catch;
use crate::sync::{Mutex, lock};
use crate::{Task, TaskCompletionSource, ValueTask};

/// Starts a timer. A runtime that has ended, or has no timer, panics.
pub(super) fn start(runtime: &Handle, duration: Duration) -> ValueTask<'static> {
    if Handle::try_current().is_err_and(|error| error.is_thread_local_destroyed()) {
        return start_elsewhere(runtime, duration);
    }
    let _entered = runtime.enter();
    // Without tokio's budget: a sleep that is polled where that is spent isn't registered.
    let sleep = task::unconstrained(time::sleep(duration));
    let (source, task) = TaskCompletionSource::channel();
    let waker = Waker::from(Arc::new(Relay { runtime: runtime.clone(), elapsed: Mutex::new(Some(source)) }));
    ValueTask::start(async move {
        let mut sleep = pin!(sleep);
        // Dropped before the sleep, so that a source that is dropped with that has no task to fault.
        let task = task;
        if sleep.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
            drop(waker);
            elapsed(&task).await;
        }
    })
}

/// Ready once the time is up. Where the runtime has ended it is woken, and stays pending.
async fn elapsed(elapsed: &Task) {
    if elapsed.get().await.is_err() {
        pending::<()>().await;
    }
}

/// Starts a timer on a thread whose thread-locals are destroyed, so that it enters no runtime: a worker starts the sleep.
#[cold]
fn start_elsewhere(runtime: &Handle, duration: Duration) -> ValueTask<'static> {
    let deadline = time::Instant::now() + duration;
    let (source, task) = TaskCompletionSource::channel();
    worker::spawn(runtime, async move {
        time::sleep_until(deadline).await;
        catch(|| source.set_result(()));
    });
    ValueTask::from_future(async move { elapsed(&task).await })
}

/// The waker of a sleep: tokio wakes it when the time is up, or when the runtime ends.
///
/// A runtime that has ended drops the work, and the source in it: so its delays never elapse, but their awaiters are woken.
struct Relay {
    runtime: Handle,
    /// `None` once it was woken.
    elapsed: Mutex<Option<TaskCompletionSource>>,
}

impl Wake for Relay {
    fn wake(self: Arc<Self>) {
        let Some(source) = lock(&self.elapsed).take() else { return };
        let elapses = async move {
            let _ = source.set_result(());
        };
        // A runtime may have hooks that panic.
        catch(|| worker::spawn(&self.runtime, elapses));
    }
}
