//! [`Task::delay`] and [`Task::yield_now`].
#![forbid(unsafe_code)]

use core::future::{Future, poll_fn};
use core::mem;
use core::task::Poll;
use core::time::Duration;

use super::until::Until;
use super::weak::{Combination, Completer, Weak};
use super::{Task, TaskError};
use crate::Abandoned;
use crate::panics::{catch, contained};
use crate::scheduler::{self, Surrounding, is_endless};

/// The state of a delay, which owns its timer. The scheduler polls that after it was woken, as a waker polls nothing.
struct Delay {
    until: Until,
    scheduler: Surrounding,
}

impl Combination<()> for Delay {
    fn woken(weak: &Weak<(), Self>) {
        if let Some(delay) = weak.upgrade() {
            let elapses = Elapses(Some(weak.another()));
            delay.state().scheduler.spawn(contained(async move { elapses.poll() }));
        }
    }
}

impl Delay {
    fn poll(delay: &Completer<(), Self>) {
        if let Some(outcome) = delay.with_waker(|waker| delay.state().until.poll(waker)) {
            delay.complete(outcome);
        }
    }
}

/// Work that polls a timer. If the scheduler drops it, as its runtime has ended, the delay is faulted.
struct Elapses(Option<Weak<(), Delay>>);

impl Elapses {
    fn delay(&mut self) -> Option<Completer<(), Delay>> {
        self.0.take()?.upgrade()
    }

    fn poll(mut self) {
        self.delay().iter().for_each(Delay::poll);
    }
}

impl Drop for Elapses {
    fn drop(&mut self) {
        if let Some(delay) = self.delay() {
            catch(|| delay.complete(Err(TaskError::new(Abandoned))));
        }
    }
}

impl Task {
    /// Returns a task that completes once this much time has passed.
    ///
    /// The [current scheduler](crate::scheduler) keeps the time, from the call on. For `Duration::ZERO` the task is complete. For
    /// `Duration::MAX`, or more than can be measured, it never completes. If the scheduler's runtime ends before that, the task is faulted
    /// with [`Abandoned`].
    ///
    /// # Panics
    ///
    /// If there is [no scheduler](scheduler::CurrentScheduler), or it keeps no time.
    ///
    /// # Cancel safety
    ///
    /// Dropping the last handle drops the timer.
    ///
    /// # Allocation
    ///
    /// A slot of the [pool](crate::pool), and the scheduler's timer: one allocation of a tokio runtime. When the time is up, two pieces of
    /// spawned work.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "rt")] {
    /// use std::time::Duration;
    /// use valuetask::Task;
    ///
    /// assert!(Task::delay(Duration::ZERO).is_completed());
    /// assert!(pollster::block_on(Task::delay(Duration::from_millis(1))).is_ok());
    /// # }
    /// ```
    #[track_caller]
    pub fn delay(duration: Duration) -> Self {
        if duration.is_zero() {
            return Self::completed();
        }
        if is_endless(duration) {
            // Without a source it is never completed.
            let [never] = Self::pending();
            return never;
        }
        let scheduler = scheduler::current();
        let until = Until::new(scheduler.as_dyn().delay(duration));
        let (completer, delay) = Completer::pair(Delay { until, scheduler });
        Delay::poll(&completer);
        delay
    }

    /// Returns a future that suspends its awaiter once.
    ///
    /// So the executor can poll other tasks.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::Task;
    ///
    /// pollster::block_on(async {
    ///     for _ in 0..3 {
    ///         Task::yield_now().await;
    ///     }
    /// });
    /// ```
    pub fn yield_now() -> impl Future<Output = ()> + Send + Sync + Unpin {
        let mut has_yielded = false;
        poll_fn(move |cx| {
            if mem::replace(&mut has_yielded, true) {
                return Poll::Ready(());
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        })
    }
}
