//! Timers of tokio's runtimes, none of which runs user code on the thread that keeps time.
//!
//! A sleep is polled once, when it is made, which registers it. tokio wakes a [`Relay`], which spawns work that wakes the awaiter: a waker
//! that panics would end the runtime's timer, and a waker that blocks would hold it up.
#![forbid(unsafe_code)]

use alloc::sync::Arc;
use alloc::task::Wake;
use core::future::Future;
use core::pin::pin;
use core::task::{Context, Waker};
use core::time::Duration;

use ::tokio::{task, time};

use super::{TaskScheduler, TokioScheduler};
use crate::panics::catch;
use crate::{TaskCompletionSource, ValueTask};

/// Starts a timer. A runtime that has ended, or has no timer, panics.
pub(super) fn start(scheduler: &TokioScheduler, duration: Duration) -> ValueTask<'static> {
    let _entered = scheduler.0.enter();
    // Without tokio's budget: a sleep that is polled where that is spent isn't registered.
    let sleep = task::unconstrained(time::sleep(duration));
    let relay = Arc::new(Relay { scheduler: scheduler.clone(), elapsed: TaskCompletionSource::new() });
    ValueTask::start(async move {
        let mut sleep = pin!(sleep);
        let waker = Waker::from(Arc::clone(&relay));
        if sleep.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
            drop(waker);
            // It never fails, as the relay is kept.
            let _ = relay.elapsed.task().get().await;
        }
    })
}

/// The waker of a sleep: tokio wakes it when the time is up, or when the runtime ends.
struct Relay {
    scheduler: TokioScheduler,
    elapsed: TaskCompletionSource,
}

/// A runtime that has ended drops this work, so its delays never elapse.
impl Wake for Relay {
    fn wake(self: Arc<Self>) {
        let relay = Arc::clone(&self);
        let elapses = ValueTask::from_future(async move {
            // tokio wakes it once.
            let _ = relay.elapsed.set_result(());
        });
        // A runtime may have hooks that panic.
        catch(|| self.scheduler.schedule(elapses));
    }
}
