//! Timers of the default scheduler. They are kept by a thread of futures-timer, on which no code of others runs.
//!
//! A waker may be anything: that of an eager task polls it, and calls inline continuations. Code that blocks there would stop all timers of
//! the process, and a panic would end them. So what that thread wakes is a [`Relay`], which has a worker wake whoever waits. The waker of a
//! piece of work, which only schedules that, needs none.
#![forbid(unsafe_code)]

use alloc::sync::Arc;
use alloc::task::Wake;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use core::time::Duration;

use futures_timer::Delay;

use super::workers::Workers;
use crate::ValueTask;
use crate::sync::{Mutex, lock};

/// Is ready after a time.
pub(super) struct Timer {
    delay: Delay,
    /// Made when it is first polled with a waker that isn't that of a piece of work, and used from then on.
    relay: Option<Arc<Relay>>,
}

impl Timer {
    /// A timer that is ready after this much time from now on.
    pub(super) fn new(duration: Duration) -> Self {
        // That thread can't, as a panic would end it.
        Workers::start();
        Self { delay: Delay::new(duration), relay: None }
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        if this.relay.is_none() && Workers::only_schedules(cx.waker()) {
            return Pin::new(&mut this.delay).poll(cx);
        }
        let relay = this.relay.get_or_insert_with(Relay::new);
        // Before the timer is asked whether its time is up: the relay that is woken after that finds it.
        relay.park(cx.waker());
        let waker = Waker::from(Arc::clone(relay));
        Pin::new(&mut this.delay).poll(&mut Context::from_waker(&waker))
    }
}

/// Whoever waited is dropped here, and not by the timer's thread, which drops the relay some time after this.
impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(relay) = &self.relay {
            drop(relay.take());
        }
    }
}

/// The waker that futures-timer's thread wakes and drops.
struct Relay {
    /// Whoever waits; nobody once it was woken, or doesn't wait any more.
    waiting: Mutex<Option<Waker>>,
}

impl Relay {
    fn new() -> Arc<Self> {
        Arc::new(Self { waiting: Mutex::new(None) })
    }

    /// Has this one wait, instead of whoever did.
    fn park(&self, waker: &Waker) {
        let waker = waker.clone();
        let before = lock(&self.waiting).replace(waker);
        // Its destructor may do anything, and isn't called under the lock.
        drop(before);
    }

    fn take(&self) -> Option<Waker> {
        lock(&self.waiting).take()
    }
}

impl Wake for Relay {
    fn wake(self: Arc<Self>) {
        if let Some(waiting) = self.take() {
            Workers::spawn(ValueTask::from_future(async move { waiting.wake() }));
        }
    }
}
