//! [`Clock`]: the timers of a tokio runtime, behind one sleep of the runtime, which elapses with the first of them.
//!
//! A sleep is registered with the runtime's driver, whose thread is woken for that if it sleeps for longer, and is removed there when it is dropped.
//! Most limits are dropped before they run out. Here, both are a step in a heap. The sleep is set anew only for a timer that is due before
//! all others, and when it has elapsed.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::task::Wake;
use alloc::vec::Vec;
use core::future::Future;
use core::mem;
use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};
use std::sync::{PoisonError, RwLock};

use ::tokio::runtime::{Handle, Id};
use ::tokio::task::unconstrained;
use ::tokio::time::{Instant, Sleep, sleep_until};

use super::alarms::{Alarm, Alarms};
use crate::panics::catch;
use crate::sync::{Mutex, lock};

/// The clocks of the runtimes that have had timers.
static CLOCKS: RwLock<Vec<(Id, Arc<Clock>)>> = RwLock::new(Vec::new());

pub(super) struct Clock {
    runtime: Handle,
    /// No waker is woken under it.
    state: Mutex<State>,
}

struct State {
    alarms: Alarms,
    /// When the sleep elapses, which may be for a timer that was dropped.
    next_look: Option<Instant>,
    sleep: Pin<Box<Sleep>>,
    /// Polled before it takes the place of `sleep`: that panics where the runtime ends, and `sleep` tells of the end.
    next_sleep: Pin<Box<Sleep>>,
    /// The runtime has ended.
    is_over: bool,
}

impl Clock {
    /// The clock of a runtime that surrounds the call.
    ///
    /// # Panics
    ///
    /// If the runtime keeps no time.
    pub(super) fn of(runtime: &Handle) -> Arc<Self> {
        let id = runtime.id();
        if let Some((_, clock)) = CLOCKS.read().unwrap_or_else(PoisonError::into_inner).iter().find(|(of, _)| *of == id)
        {
            return Arc::clone(clock);
        }
        let sleep = || Box::pin(sleep_until(Instant::now()));
        let (sleep, next_sleep) = (sleep(), sleep());
        let state = State { alarms: Alarms::default(), next_look: None, sleep, next_sleep, is_over: false };
        let clock = Arc::new(Self { runtime: runtime.clone(), state: Mutex::new(state) });
        // A runtime that has ended leaves its clock here, unless it had timers then. Of a clock without timers another one can be made.
        forget(|of, clock| *of == id || Arc::strong_count(clock) == 1);
        CLOCKS.write().unwrap_or_else(PoisonError::into_inner).push((id, Arc::clone(&clock)));
        clock
    }

    /// Sets the sleep, and returns `true` if it has elapsed by now.
    ///
    /// # Panics
    ///
    /// If the runtime has ended. The sleep that was set before stays.
    fn set(self: &Arc<Self>, state: &mut State, deadline: Instant) -> bool {
        let _entered = self.runtime.enter();
        // A new one, as the waker of the last one could be woken by a change of its deadline.
        state.next_sleep.set(sleep_until(deadline));
        let waker = Waker::from(Arc::clone(self));
        // Without tokio's budget: a sleep that is polled where that is spent isn't registered.
        let elapsed = pin!(unconstrained(state.next_sleep.as_mut())).poll(&mut Context::from_waker(&waker));
        mem::swap(&mut state.sleep, &mut state.next_sleep);
        // The one before isn't registered any more.
        state.next_sleep.set(sleep_until(deadline));
        state.next_look = Some(deadline);
        elapsed.is_ready()
    }

    /// Wakes all that are due, and sets the sleep for the next one. If the runtime has ended, all are due.
    fn look(self: &Arc<Self>) {
        // It can't be entered where a thread's locals are destroyed, which drop the runtime.
        if catch(|| self.ring_due()).is_none() {
            lock(&self.state).is_over = true;
        }
        if lock(&self.state).is_over {
            while let Some(waker) = self.ring_any() {
                catch(|| waker.wake());
            }
            forget(|_, clock| Arc::ptr_eq(clock, self));
        }
    }

    /// Takes the waker of any alarm. The lock is free again when it is woken.
    fn ring_any(&self) -> Option<Waker> {
        lock(&self.state).alarms.ring(None)
    }

    fn ring_due(self: &Arc<Self>) {
        let _entered = self.runtime.enter();
        loop {
            let mut state = lock(&self.state);
            let now = Instant::now();
            // A sleep elapses early where its runtime ends.
            state.is_over |= state.sleep.is_elapsed() && now < state.sleep.deadline();
            if state.is_over {
                return;
            }
            if let Some(waker) = state.alarms.ring(Some(now)) {
                drop(state);
                catch(|| waker.wake());
                continue;
            }
            state.next_look = None;
            let Some(first) = state.alarms.first() else { return };
            if !self.set(&mut state, first) {
                return;
            }
        }
    }
}

/// Takes clocks out of the list. They are dropped without its lock, as the last handle on a runtime may drop closures of a user.
fn forget(mut is_gone: impl FnMut(&Id, &Arc<Clock>) -> bool) {
    let gone: Vec<_> = {
        let mut clocks = CLOCKS.write().unwrap_or_else(PoisonError::into_inner);
        clocks.extract_if(.., |(of, clock)| is_gone(of, clock)).collect()
    };
    drop(gone);
}

impl Wake for Clock {
    /// On the thread that keeps time. What is woken there spawns work.
    fn wake(self: Arc<Self>) {
        catch(|| self.look());
    }
}

/// A timer. It is ready once the time is up, or the runtime has ended, with what `outcome` returns.
pub(super) struct Timer<O> {
    clock: Arc<Clock>,
    /// Set by the first poll, for a deadline.
    alarm: Result<Alarm, Instant>,
    outcome: fn() -> O,
}

impl<O> Timer<O> {
    pub(super) fn new(clock: Arc<Clock>, deadline: Instant, outcome: fn() -> O) -> Self {
        Self { clock, alarm: Err(deadline), outcome }
    }

    /// Returns `true` if the time is up, or the runtime has ended. Sets the alarm otherwise.
    fn is_due(&mut self, waker: Waker) -> bool {
        let clock = &self.clock;
        let mut state = lock(&clock.state);
        if state.is_over {
            return true;
        }
        match self.alarm {
            Ok(alarm) => {
                let Some(before) = state.alarms.waker(alarm) else { return true };
                let _before = mem::replace(before, waker);
                drop(state);
            }
            Err(deadline) => {
                if state.next_look.is_none_or(|next| deadline < next) && clock.set(&mut state, deadline) {
                    drop(state);
                    // The sleep that was set before is gone, and this one wakes nothing.
                    clock.look();
                    return true;
                }
                self.alarm = Ok(state.alarms.set(deadline, waker));
            }
        }
        false
    }
}

impl<O> Future for Timer<O> {
    type Output = O;

    /// # Panics
    ///
    /// In the first poll, if the runtime has ended.
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<O> {
        if self.is_due(cx.waker().clone()) { Poll::Ready((self.outcome)()) } else { Poll::Pending }
    }
}

impl<O> Drop for Timer<O> {
    fn drop(&mut self) {
        if let Ok(alarm) = self.alarm {
            let _waker = lock(&self.clock.state).alarms.remove(alarm);
        }
    }
}
