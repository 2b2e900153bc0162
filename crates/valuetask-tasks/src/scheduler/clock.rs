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

use super::alarms::Alarms;
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
        let sleep = Box::pin(sleep_until(Instant::now()));
        let state = State { alarms: Alarms::default(), next_look: None, sleep, is_over: false };
        let clock = Arc::new(Self { runtime: runtime.clone(), state: Mutex::new(state) });
        let mut clocks = CLOCKS.write().unwrap_or_else(PoisonError::into_inner);
        // A runtime that has ended leaves its clock here, unless it had timers then. Of a clock without timers another one can be made.
        clocks.retain(|(of, clock)| *of != id && Arc::strong_count(clock) > 1);
        clocks.push((id, Arc::clone(&clock)));
        clock
    }

    /// Sets the sleep, and returns `true` if it has elapsed by now.
    fn set(self: &Arc<Self>, state: &mut State, deadline: Instant) -> bool {
        let _entered = self.runtime.enter();
        // A new one, as the waker of the last one could be woken by a change of its deadline.
        state.sleep.set(sleep_until(deadline));
        let waker = Waker::from(Arc::clone(self));
        // Without tokio's budget: a sleep that is polled where that is spent isn't registered.
        let elapsed = pin!(unconstrained(state.sleep.as_mut())).poll(&mut Context::from_waker(&waker));
        state.next_look = Some(deadline);
        elapsed.is_ready()
    }

    /// Wakes all that are due, and sets the sleep for the next one.
    fn look(self: &Arc<Self>) {
        let _entered = self.runtime.enter();
        loop {
            let now = Instant::now();
            let mut state = lock(&self.state);
            // A sleep elapses early where its runtime ends.
            state.is_over |= state.sleep.is_elapsed() && now < state.sleep.deadline();
            let by = (!state.is_over).then_some(now);
            if let Some(waker) = state.alarms.ring(by) {
                drop(state);
                catch(|| waker.wake());
                continue;
            }
            state.next_look = None;
            let Some(first) = state.alarms.first() else { break };
            match catch(|| self.set(&mut state, first)) {
                Some(false) => break,
                Some(true) => {}
                None => state.is_over = true,
            }
        }
    }
}

impl Wake for Clock {
    /// On the thread that keeps time. What is woken there spawns work.
    fn wake(self: Arc<Self>) {
        catch(|| self.look());
        if lock(&self.state).is_over {
            CLOCKS.write().unwrap_or_else(PoisonError::into_inner).retain(|(_, clock)| !Arc::ptr_eq(clock, &self));
        }
    }
}

/// A timer. It is ready once the time is up, or the runtime has ended.
pub(super) struct Timer {
    clock: Arc<Clock>,
    deadline: Instant,
    /// That of its alarm, once it was polled.
    place: Option<usize>,
}

impl Timer {
    pub(super) fn new(clock: Arc<Clock>, deadline: Instant) -> Self {
        Self { clock, deadline, place: None }
    }
}

impl Future for Timer {
    type Output = ();

    /// # Panics
    ///
    /// In the first poll, if the runtime has ended.
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Self { clock, deadline, place } = &mut *self;
        let waker = cx.waker().clone();
        let mut state = lock(&clock.state);
        if state.is_over {
            return Poll::Ready(());
        }
        if let Some(place) = *place {
            let Some(before) = state.alarms.waker(place) else { return Poll::Ready(()) };
            let _before = mem::replace(before, waker);
            drop(state);
            return Poll::Pending;
        }
        if state.next_look.is_none_or(|next| *deadline < next) && clock.set(&mut state, *deadline) {
            drop(state);
            // The sleep that was set before is gone, and this one wakes nothing.
            clock.look();
            return Poll::Ready(());
        }
        *place = Some(state.alarms.set(*deadline, waker));
        Poll::Pending
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            let _waker = lock(&self.clock.state).alarms.remove(place);
        }
    }
}
