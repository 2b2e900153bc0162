//! Timers of tokio's runtimes. They run no user code on the thread that keeps time.
//!
//! A sleep is polled once, when it is made, which registers it. tokio wakes a [`Relay`], which spawns work that wakes the awaiter: a waker
//! that panics would end the runtime's timer, and a waker that blocks would hold it up.
#![forbid(unsafe_code)]

use alloc::sync::Arc;
use alloc::task::Wake;
use core::future::{Future, pending, poll_fn};
use core::mem;
use core::panic::AssertUnwindSafe;
use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};
use core::time::Duration;
use std::panic::catch_unwind;

use ::tokio::{task, time};

use super::{TaskScheduler, TokioScheduler, is_endless};
use crate::sync::{Mutex, lock};
use crate::{ValueTask, panics};

/// Makes a delay. It needs a timer only if it is neither zero nor endless.
pub(super) fn delay(duration: Duration, timer: impl FnOnce() -> ValueTask<'static>) -> ValueTask<'static> {
    if duration.is_zero() {
        ValueTask::ready(())
    } else if is_endless(duration) {
        ValueTask::from_future(pending())
    } else {
        timer()
    }
}

/// Starts a timer of a runtime that hasn't ended.
pub(super) fn start(scheduler: &TokioScheduler, duration: Duration) -> ValueTask<'static> {
    let _entered = scheduler.enter();
    // Without tokio's budget: a sleep that is polled where that is spent isn't registered.
    let sleep = task::unconstrained(time::sleep(duration));
    let relay = Arc::new(Relay { scheduler: scheduler.clone(), state: Mutex::new(State::Runs(None)) });
    let mut timer = ValueTask::from_future(async move {
        let mut sleep = pin!(sleep);
        let waker = Waker::from(Arc::clone(&relay));
        if sleep.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
            drop(waker);
            poll_fn(|cx| relay.poll(cx)).await;
        }
    });
    match Pin::new(&mut timer).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(()) => ValueTask::ready(()),
        Poll::Pending => timer,
    }
}

/// The waker of a sleep: tokio wakes it when the time is up, or when the runtime ends.
struct Relay {
    scheduler: TokioScheduler,
    state: Mutex<State>,
}

enum State {
    /// With the waker of the awaiter.
    Runs(Option<Waker>),
    Elapsed,
}

impl Relay {
    fn poll(&self, cx: &Context<'_>) -> Poll<()> {
        // Neither cloned nor dropped under the lock, as both may run user code.
        let waker = cx.waker().clone();
        let _before = match &mut *lock(&self.state) {
            State::Runs(waiting) => waiting.replace(waker),
            State::Elapsed => return Poll::Ready(()),
        };
        Poll::Pending
    }

    fn elapse(&self) {
        let before = mem::replace(&mut *lock(&self.state), State::Elapsed);
        if let State::Runs(Some(waiting)) = before {
            waiting.wake();
        }
    }
}

/// A runtime that has ended drops this work, so its delays never elapse.
impl Wake for Relay {
    fn wake(self: Arc<Self>) {
        let relay = Arc::clone(&self);
        let wakes = ValueTask::from_future(async move { relay.elapse() });
        // A runtime may have hooks that panic.
        catch_unwind(AssertUnwindSafe(|| self.scheduler.schedule(wakes))).unwrap_or_else(panics::discard);
    }
}
