//! [`Clock`]: the timers of a tokio runtime, behind one sleep of the runtime, which elapses with the first of them.
//!
//! A sleep is registered with the runtime's driver, whose thread is woken for that if it sleeps for longer, and is removed there when it is dropped.
//! Most limits are dropped before they run out. Here, both are a few steps in a list. The sleep is set anew only for a timer that is due before
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
use core::time::Duration;
use std::sync::{PoisonError, RwLock};

use ::tokio::runtime::{Handle, Id};
use ::tokio::task::unconstrained;
use ::tokio::time::{Instant, Sleep, sleep_until};

use super::alarms::{Alarm, Alarms};
use crate::panics::catch;
use crate::sync::{Mutex, lock};

/// As tokio says it of its own timers.
const HAS_ENDED: &str =
    "a timer was started in a tokio runtime that has ended, or is being shut down: start it before that";

/// The clocks of the runtimes that have had timers.
static CLOCKS: RwLock<Vec<(Id, Arc<Clock>)>> = RwLock::new(Vec::new());

pub(super) struct Clock {
    runtime: Handle,
    /// Times are nanoseconds from here on.
    start: Instant,
    /// No waker is woken under it.
    state: Mutex<State>,
}

struct State {
    alarms: Alarms,
    /// When the sleep elapses, which may be for a timer that was dropped.
    next_look: u64,
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
        let start = Instant::now();
        let [sleep, next_sleep] = [start; 2].map(|start| Box::pin(sleep_until(start)));
        let state = State { alarms: Alarms::default(), next_look: u64::MAX, sleep, next_sleep, is_over: false };
        let clock = Arc::new(Self { runtime: runtime.clone(), start, state: Mutex::new(state) });
        forget_unused();
        let mut clocks = CLOCKS.write().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have made one meanwhile. That stays, as each has a sleep, whose waker keeps the clock.
        if let Some((_, made)) = clocks.iter().find(|(of, _)| *of == id) {
            return Arc::clone(made);
        }
        clocks.push((id, Arc::clone(&clock)));
        drop(clocks);
        clock
    }

    fn now(&self) -> u64 {
        nanos(self.start.elapsed())
    }

    /// Sets the sleep, or returns `true` if it has elapsed by now: then the sleep that was set before stays.
    ///
    /// # Panics
    ///
    /// If the runtime has ended. The sleep that was set before stays.
    fn set(self: &Arc<Self>, state: &mut State, due: u64) -> bool {
        let (_entered, deadline) = (self.runtime.enter(), self.start + Duration::from_nanos(due));
        // A new one, as the waker of the last one could be woken by a change of its deadline.
        state.next_sleep.set(sleep_until(deadline));
        let waker = Waker::from(Arc::clone(self));
        // Without tokio's budget: a sleep that is polled where that is spent isn't registered.
        let elapsed = pin!(unconstrained(state.next_sleep.as_mut())).poll(&mut Context::from_waker(&waker)).is_ready();
        if !elapsed {
            mem::swap(&mut state.sleep, &mut state.next_sleep);
            state.next_look = due;
        }
        // It isn't registered. One that has elapsed would keep the clock, by its waker.
        state.next_sleep.set(sleep_until(deadline));
        assert!(!elapsed || deadline <= Instant::now(), "{HAS_ENDED}");
        elapsed
    }

    /// Wakes all that are due, and sets the sleep for the next one. If the runtime has ended, all are due.
    fn look(self: &Arc<Self>) {
        // It can't be entered where a thread's locals are destroyed, which drop the runtime.
        if catch(|| self.ring_due()).is_none() {
            lock(&self.state).is_over = true;
        }
        if lock(&self.state).is_over {
            loop {
                let rung = lock(&self.state).alarms.ring(u64::MAX);
                match rung {
                    Ok(waker) => _ = catch(|| waker.wake()),
                    Err(Some(_)) => {}
                    Err(None) => break,
                }
            }
            forget(|clock| Arc::ptr_eq(clock, self));
        }
    }

    fn ring_due(self: &Arc<Self>) {
        let _entered = self.runtime.enter();
        loop {
            let mut state = lock(&self.state);
            // A sleep elapses early where its runtime ends.
            state.is_over |= state.sleep.is_elapsed() && Instant::now() < state.sleep.deadline();
            if state.is_over {
                return;
            }
            let by = self.now();
            match state.alarms.ring(by) {
                Ok(waker) => {
                    drop(state);
                    catch(|| waker.wake());
                }
                Err(next) => {
                    state.next_look = u64::MAX;
                    let Some(next) = next else { return };
                    if by < next && !self.set(&mut state, next) {
                        return;
                    }
                }
            }
        }
    }
}

/// In nanoseconds, up to the last time but `u64::MAX`, which is after all alarms. Where paused time is advanced further, each timer is due.
fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX - 1)
}

/// Takes clocks without timers out of the list: a runtime that had none when it ended leaves its clock there. Another one can be made.
fn forget_unused() {
    forget(|clock| Arc::strong_count(clock) == 1);
}

/// Takes clocks out of the list. They are dropped without its lock, as the last handle on a runtime may drop closures of a user.
fn forget(is_gone: impl Fn(&Arc<Clock>) -> bool) {
    let gone: Vec<_> = {
        let mut clocks = CLOCKS.write().unwrap_or_else(PoisonError::into_inner);
        clocks.extract_if(.., |(_, clock)| is_gone(clock)).collect()
    };
    drop(gone);
}

impl Wake for Clock {
    /// On the thread that keeps time. What is woken there spawns work.
    fn wake(self: Arc<Self>) {
        catch(|| self.look());
    }
}

/// A timer. It is ready once the time is up, or the runtime has ended, with what `outcome` returns. All polls are by one waker.
pub(crate) struct Timer<O> {
    clock: Arc<Clock>,
    /// Set by the first poll, for this time.
    alarm: Result<Alarm, u64>,
    outcome: fn() -> O,
}

impl<O> Timer<O> {
    pub(super) fn new(clock: Arc<Clock>, duration: Duration, outcome: fn() -> O) -> Self {
        Self { alarm: Err(nanos(clock.start.elapsed() + duration)), clock, outcome }
    }

    /// Returns `true` if the time is up, or the runtime has ended since the alarm was set. Sets the alarm otherwise.
    fn is_due(&mut self, waker: &Waker) -> bool {
        let clock = &self.clock;
        let mut state = lock(&clock.state);
        let due = match self.alarm {
            Ok(alarm) => return !state.alarms.is_set(alarm),
            Err(due) => due,
        };
        assert!(!state.is_over, "{HAS_ENDED}");
        if due < state.next_look && clock.set(&mut state, due) {
            return true;
        }
        self.alarm = Ok(state.alarms.set(due, waker.clone()));
        false
    }
}

impl<O> Future for Timer<O> {
    type Output = O;

    /// # Panics
    ///
    /// In the first poll, if the runtime has ended.
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<O> {
        if self.is_due(cx.waker()) { Poll::Ready((self.outcome)()) } else { Poll::Pending }
    }
}

impl<O> Drop for Timer<O> {
    fn drop(&mut self) {
        if let Ok(alarm) = self.alarm {
            let _waker = lock(&self.clock.state).alarms.remove(alarm);
        }
    }
}

#[cfg(test)]
mod tests {
    use core::task::Waker;
    use std::sync::Weak;

    use super::*;

    #[test]
    fn a_timer_that_is_late_when_it_is_set_keeps_no_clock() {
        let clock: Weak<Clock> = {
            let runtime = ::tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
            let runtime = runtime.expect("it starts");
            runtime.block_on(async {
                let clock = Clock::of(runtime.handle());
                let late = Timer::new(Arc::clone(&clock), Duration::from_millis(1), || ());
                ::tokio::time::advance(Duration::from_millis(5)).await;
                assert!(pin!(late).poll(&mut Context::from_waker(Waker::noop())).is_ready());
                Arc::downgrade(&clock)
            })
        };
        forget_unused();
        assert!(clock.upgrade().is_none());
    }
}
