//! [`Task::with_timeout`].
#![forbid(unsafe_code)]

use core::future::{Future, poll_fn};
use core::panic::AssertUnwindSafe;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;
use std::panic::catch_unwind;

use super::combined::Input;
use super::join_input::JoinInput;
use super::weak::{Combination, Combined};
use super::{Task, TaskError, TimedOut};
use crate::ValueTask;
use crate::join::Element;
use crate::panics::contained;
use crate::scheduler::{CurrentScheduler, Surrounding, TaskScheduler};
use crate::sync::{Mutex, lock};

/// Waits for a lazy task to complete, or for the timer to expire. A task that is complete at the poll counts.
fn lazy<T: Clone + Send + Sync + 'static>(task: Task<T>, mut elapsed: ValueTask<'static>) -> Task<T> {
    let mut task = JoinInput::new(task);
    Task::try_from_future(poll_fn(move |cx| {
        if task.advance(cx) {
            return Poll::Ready(task.outcome().cloned());
        }
        Pin::new(&mut elapsed).poll(cx).map(|()| Err(timed_out()))
    }))
}

/// A running task, and the time that is left to it.
struct Limited<T> {
    input: Input<T>,
    timer: Mutex<Timer>,
    /// Polls the timer after that was woken. A waker polls nothing.
    scheduler: Option<Surrounding>,
}

struct Timer {
    /// `None` while it is polled, and after the wait has ended.
    elapsed: Option<ValueTask<'static>>,
    /// It was woken while it was polled.
    is_woken: bool,
}

impl<T: Clone + Send + Sync + 'static> Combination<T> for Limited<T> {
    fn woken(limited: Combined<T, Self>) {
        let weak = limited.downgrade();
        let poll = contained(async move { weak.upgrade().iter().for_each(Self::poll_timer) });
        if let Some(scheduler) = &limited.state().scheduler {
            scheduler.spawn(poll);
        }
    }
}

/// Ends the wait, once.
fn end<T: Clone + Send + Sync + 'static>(limited: &Combined<T, Limited<T>>, otherwise: impl FnOnce() -> TaskError) {
    if limited.state().input.end(limited, otherwise) {
        let elapsed = lock(&limited.state().timer).elapsed.take();
        drop(elapsed);
    }
}

fn timed_out() -> TaskError {
    TaskError::new(TimedOut)
}

fn input_is_complete<T: Clone + Send + Sync + 'static>(limited: &Combined<T, Limited<T>>) {
    end(limited, timed_out);
}

impl<T: Clone + Send + Sync + 'static> Limited<T> {
    fn poll_timer(limited: &Combined<T, Self>) {
        let timer = &limited.state().timer;
        loop {
            let mut elapsed = {
                let mut timer = lock(timer);
                timer.is_woken = timer.elapsed.is_none();
                match timer.elapsed.take() {
                    Some(elapsed) => elapsed,
                    None => return,
                }
            };
            let waker = limited.downgrade().into_waker();
            let poll = || Pin::new(&mut elapsed).poll(&mut Context::from_waker(&waker));
            match catch_unwind(AssertUnwindSafe(poll)) {
                Ok(Poll::Ready(())) => return end(limited, timed_out),
                Err(payload) => return end(limited, || TaskError::panicked(payload)),
                Ok(Poll::Pending) => {}
            }
            let mut timer = lock(timer);
            if limited.task().is_completed() {
                return;
            }
            timer.elapsed = Some(elapsed);
            if !timer.is_woken {
                return;
            }
        }
    }
}

impl<T: Clone + Send + Sync + 'static> Task<T> {
    /// Returns a task that completes as this one, or fails with [`TimedOut`] when the time is up.
    ///
    /// This task isn't canceled, and can be awaited. Time passes from the call on. When it is up, a worker of the
    /// [current scheduler](crate::scheduler) completes the returned task, awaited or not. If this task is complete by then, its result counts.
    ///
    /// If this task is [lazy](Self::from_future), so is the returned one: both time and task are looked at when it is awaited.
    ///
    /// For `Duration::MAX`, or if this task is complete, this returns a clone of this task. If the scheduler's runtime ends before the time
    /// is up, there is no limit any more.
    ///
    /// The result is moved or cloned, as if this task is [awaited](super::TaskFuture). If it is large, use an `Arc`.
    ///
    /// # Errors
    ///
    /// The error of this task, or [`TimedOut`].
    ///
    /// # Panics
    ///
    /// If a timer is needed, and there is [no scheduler](CurrentScheduler) or it keeps no time.
    ///
    /// # Cancel safety
    ///
    /// Dropping the last handle of the returned task drops its timer and leaves this task as it is.
    ///
    /// # Allocation
    ///
    /// Up to three slots of the [pool](crate::pool), none in steady state, and the scheduler's timer: one allocation of a tokio
    /// runtime. When the time is up, one for the error, and two pieces of spawned work.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use valuetask::{TaskCompletionSource, TimedOut};
    ///
    /// let source = TaskCompletionSource::<u32>::new();
    /// let late = source.task().with_timeout(Duration::ZERO);
    /// let error = late.result().expect("complete").expect_err("it took longer");
    /// assert!(error.downcast_ref::<TimedOut>().is_some());
    /// ```
    #[track_caller]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        if self.is_completed() || timeout == Duration::MAX {
            return self.clone();
        }
        if timeout.is_zero() {
            return Self::from_error(timed_out());
        }
        let elapsed = CurrentScheduler.delay(timeout);
        if self.is_lazy() {
            return lazy(self.clone(), elapsed);
        }
        let timer = Mutex::new(Timer { elapsed: Some(elapsed), is_woken: false });
        let limited = Combined::new(Limited { input: Input::none(), timer, scheduler: Surrounding::here() });
        limited.state().input.wait_for(self.clone(), &limited, input_is_complete);
        Limited::poll_timer(&limited);
        limited.into_task()
    }
}
