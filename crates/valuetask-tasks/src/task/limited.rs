//! [`Task::with_timeout`] and [`Task::with_cancellation`]: tasks that end as another, or with the outcome of a timer or a token. A delay is
//! such a task without another.
#![forbid(unsafe_code)]

use core::error::Error;
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use super::arc::{Arc, Wakes};
use super::cell::Source;
use super::combined::{Combination, guarded};
use super::error::{TaskResult, caught};
use super::{Task, TaskError};
use crate::awaiter::Awaiter;
#[cfg(feature = "cancel")]
use crate::cancel::CancellationToken;
use crate::panics::{Panics, catch, contained};
use crate::scheduler::{self, Surrounding, Timer, is_endless};
use crate::sync::Brief;
use valuetask::Abandoned;
#[cfg(feature = "cancel")]
use valuetask::PooledFuture;

/// What is waited for beside a task, and the outcome if it is ready first.
type Until<T> = Timer<TaskResult<T>>;

/// A task and its limit; of a delay, the limit alone.
struct Limited<T> {
    place: Brief<Place<T>>,
    /// Polls what was woken. Without one, the waker does: that of a token, whose future runs no code of a user.
    scheduler: Option<Surrounding>,
    /// The outcome if the scheduler drops that work, as its runtime has ended.
    gone: fn() -> TaskResult<T>,
}

struct Place<T> {
    /// `None` before the limit was polled first, and once the wait has ended.
    wait: Option<Wait<T>>,
    /// The limit was woken while it was polled.
    is_woken: bool,
}

struct Wait<T> {
    input: Option<Awaiter<Task<T>>>,
    /// `None` while it is polled.
    limit: Option<Until<T>>,
    source: Source<T>,
}

impl<T: Clone + Send + Sync + 'static> Combination for Limited<T> {
    fn close(&self) {
        let closed = self.with(|place| place.wait.take());
        drop(closed);
    }
}

impl<T: Clone + Send + Sync + 'static> Wakes for Arc<Limited<T>> {
    /// The waker lies with a token or a timer, which has others to wake: that is told of no panic.
    fn woken(this: &Self) {
        let is_early = |place: &mut Place<T>| {
            place.is_woken |= place.wait.is_none();
            place.wait.is_none()
        };
        if this.with(is_early) {
            return;
        }
        let woken = Woken(Some(this.clone()));
        catch(|| match &this.scheduler {
            Some(scheduler) => scheduler.spawn(contained(async move { woken.poll() })),
            None => woken.poll(),
        });
    }
}

impl<T: Clone + Send + Sync + 'static> Limited<T> {
    fn with<R>(&self, work: impl FnOnce(&mut Place<T>) -> R) -> R {
        self.place.with(|| false, work).expect("it isn't refused")
    }

    /// Ends the wait, unless it has ended before: with the outcome of the input if that is complete, or with what `otherwise` returns.
    fn end(&self, otherwise: impl FnOnce() -> TaskResult<T>) {
        let ended = self.with(|place| place.wait.take());
        let Some(Wait { input, limit, source }) = ended else { return };
        let task = input.and_then(|mut input| input.take());
        let mut panics = Panics::default();
        let outcome = match task {
            Some(task) if task.is_completed() => caught(|| task.into_outcome()),
            task => {
                panics.catch(|| drop(task));
                otherwise()
            }
        };
        panics.catch(|| drop(limit));
        panics.catch(|| source.set(outcome));
        panics.resume();
    }

    /// Takes out what sleeps.
    fn begin(&self) -> Option<Until<T>> {
        self.with(|place| {
            let limit = place.wait.as_mut()?.limit.take();
            place.is_woken = limit.is_none();
            limit
        })
    }
}

impl<T: Clone + Send + Sync + 'static> Arc<Limited<T>> {
    fn poll(&self, until: &mut Until<T>) -> Poll<TaskResult<T>> {
        self.with_waker::<(), _>(|waker| Pin::new(until).poll(&mut Context::from_waker(waker)))
    }

    /// Puts back what was polled. Returns it if the wait has ended.
    fn sleep(&self, until: Until<T>) -> Option<Until<T>> {
        let mut until = Some(until);
        let is_woken = self.with(|place| {
            if let Some(wait) = &mut place.wait {
                wait.limit = until.take();
            }
            place.is_woken
        });
        // Not polled here once more: a timer may wake itself in each poll.
        if is_woken && until.is_none() {
            Wakes::<()>::woken(self);
        }
        until
    }
}

/// Polls what was woken. If the scheduler drops this, a timer is gone.
struct Woken<T: Clone + Send + Sync + 'static>(Option<Arc<Limited<T>>>);

impl<T: Clone + Send + Sync + 'static> Woken<T> {
    fn poll(mut self) {
        let Some(limited) = self.0.take() else { return };
        let Some(mut until) = limited.begin() else { return };
        let polled = caught(|| match limited.poll(&mut until) {
            Poll::Ready(outcome) => outcome.map(Some),
            Poll::Pending => Ok(None),
        });
        match polled.transpose() {
            Some(outcome) => limited.end(|| outcome),
            // What has ended is dropped without the lock.
            None => drop(limited.sleep(until)),
        }
    }
}

impl<T: Clone + Send + Sync + 'static> Drop for Woken<T> {
    fn drop(&mut self) {
        if let Some(limited) = self.0.take() {
            catch(|| limited.end(limited.gone));
        }
    }
}

/// Returns a task that ends as the input, or with the outcome of `until` once that is ready. An input that is complete by then counts.
pub(super) fn limited<T>(
    input: Option<Task<T>>,
    until: impl Into<Until<T>>,
    scheduler: Option<Surrounding>,
    gone: fn() -> TaskResult<T>,
) -> Task<T>
where
    T: Clone + Send + Sync + 'static,
{
    let (mut until, place) = (until.into(), Brief::new(Place { wait: None, is_woken: false }));
    let [limited, guard, called] = Arc::shared(Limited { place, scheduler, gone });
    if let Poll::Ready(outcome) = limited.poll(&mut until) {
        return input.filter(Task::is_completed).unwrap_or_else(|| Task::from_outcome(outcome));
    }
    let (source, task) = guarded(guard);
    let mut input = input.map(Awaiter::new);
    // A callback that comes before the wait is in its place ends nothing.
    let registered = input.as_mut().map(|input| input.on_complete(move || called.end(gone)));
    let (is_complete, is_woken) = limited.with(|place| {
        let wait = place.wait.insert(Wait { input, limit: Some(until), source });
        (wait.input.as_ref().and_then(Awaiter::handle).is_some_and(Task::is_completed), place.is_woken)
    });
    if is_complete {
        limited.end(gone);
    } else if is_woken {
        Wakes::<()>::woken(&limited);
    }
    drop(registered);
    task
}

fn abandoned<T>() -> TaskResult<T> {
    Err(TaskError::new(Abandoned))
}

impl Task {
    /// Returns a task that completes once a timer of the scheduler has elapsed, and is faulted if it is gone.
    #[inline]
    pub(crate) fn elapsing(scheduler: impl Into<Surrounding>, timer: Timer<TaskResult<()>>) -> Self {
        limited(None, timer, Some(scheduler.into()), abandoned)
    }
}

#[cfg(feature = "cancel")]
impl Task {
    /// Calls code once this task has completed in any way, or drops it if the task has. Unlike a continuation, the code keeps no handle:
    /// dropping the awaiter drops the code.
    pub(crate) fn with_callback(self, code: impl FnOnce() + Send + 'static) -> Option<Awaiter<Task>> {
        let mut awaiter = Awaiter::new(self);
        awaiter.on_complete(code).ok()?;
        Some(awaiter)
    }
}

impl<T: Clone + Send + Sync + 'static> Task<T> {
    /// Returns a task that completes as this one, or fails with [`TimedOut`] when the time is up.
    ///
    /// This task isn't canceled, and can be awaited. Time passes from the call on. When it is up, a worker of the
    /// [current scheduler](crate::scheduler) completes the returned task, awaited or not. If this task is complete by then, its result counts.
    ///
    /// For `Duration::MAX`, or more than a hundred years, or if this task is complete, this returns a clone of this task. If the scheduler's
    /// runtime ends before the time is up, the limit has run out then.
    ///
    /// The result is moved or cloned, as if this task is [awaited](super::TaskFuture). If it is large, use an `Arc`.
    ///
    /// # Errors
    ///
    /// The error of this task, or [`TimedOut`].
    ///
    /// # Panics
    ///
    /// If a timer is needed, and there is [no scheduler](scheduler::CurrentScheduler) or it keeps no time.
    ///
    /// # Cancel safety
    ///
    /// Dropping the last handle of the returned task drops its timer and leaves this task as it is.
    ///
    /// # Allocation
    ///
    /// Up to four slots of the [pool](valuetask::pool), none in steady state, and the timer of an [installed](scheduler::install) scheduler in
    /// another. When the time is up, one allocation for the error, and a piece of spawned work.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use valuetask_tasks::{TaskCompletionSource, TimedOut};
    ///
    /// let source = TaskCompletionSource::<u32>::new();
    /// let late = source.task().with_timeout(Duration::ZERO);
    /// let error = late.result().expect("complete").expect_err("it took longer");
    /// assert!(error.downcast_ref::<TimedOut>().is_some());
    /// ```
    #[track_caller]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        if self.is_completed() || is_endless(timeout) {
            return self.clone();
        }
        if timeout.is_zero() {
            return Self::from_error(TaskError::new(TimedOut));
        }
        let scheduler = scheduler::current();
        let late = || Err(TaskError::new(TimedOut));
        let timer = scheduler.timer(timeout, late);
        limited(Some(self.clone()), timer, Some(scheduler), late)
    }
}

#[cfg(feature = "cancel")]
impl<T: Clone + Send + Sync + 'static> Task<T> {
    /// Returns a task that completes as this one, or is canceled as soon as the token is.
    ///
    /// The token's `cancel` completes the returned task before it returns. If this task is complete by then, its result counts. This task
    /// itself isn't canceled, and can be awaited. If this task is complete at the call, this returns a clone of it.
    ///
    /// The result is moved or cloned, as if this task is [awaited](super::TaskFuture). If it is large, use an `Arc`.
    ///
    /// # Errors
    ///
    /// The error of this task, or the cancellation, which [has the token](TaskError::cancellation_token).
    ///
    /// # Cancel safety
    ///
    /// Dropping the last handle of the returned task ends the wait, and leaves this task and the token as they are.
    ///
    /// # Allocation
    ///
    /// Up to five slots of the [pool](valuetask::pool), none in steady state. One allocation, for the error, if the token is canceled.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::TaskCompletionSource;
    /// use valuetask_tasks::cancel::CancellationToken;
    ///
    /// let (source, token) = (TaskCompletionSource::<u32>::new(), CancellationToken::new());
    /// let task = source.task().with_cancellation(&token);
    /// token.cancel();
    /// assert!(task.is_canceled());
    /// assert!(!source.task().is_completed());
    /// ```
    pub fn with_cancellation(&self, token: &CancellationToken) -> Self {
        if self.is_completed() {
            return self.clone();
        }
        self.canceled_by(token, None)
    }

    /// Returns a task that completes as this one, or is canceled with the token: by a scheduler, or within `cancel`.
    pub(crate) fn canceled_by(&self, token: &CancellationToken, scheduler: Option<Surrounding>) -> Self {
        let token = token.clone();
        let canceled = PooledFuture::new(async move {
            token.cancelled().await;
            Err(TaskError::canceled_by(token))
        });
        limited(Some(self.clone()), canceled, scheduler, abandoned)
    }
}

/// The error of a task that didn't complete before its timeout.
///
/// Found by [`TaskError::downcast_ref`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimedOut;

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("timed out")
    }
}

impl Error for TimedOut {}

#[cfg(all(test, feature = "cancel", not(valuetask_loom)))]
mod tests {
    use core::future::poll_fn;
    use core::task::Waker;
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::TaskCompletionSource;

    #[test]
    fn a_wake_of_a_token_that_is_not_canceled_cancels_nothing() {
        let (source, token, kept) = (TaskCompletionSource::<u32>::new(), CancellationToken::new(), Arc::default());
        let (keeps, asked): (Arc<Mutex<Option<Waker>>>, _) = (Arc::clone(&kept), token.clone());
        let canceled = PooledFuture::new(poll_fn(move |cx| {
            *keeps.lock().expect("no panic") = Some(cx.waker().clone());
            if asked.is_cancelled() { Poll::Ready(Err(TaskError::canceled_with(&asked))) } else { Poll::Pending }
        }));
        let task = limited(Some(source.task().clone()), canceled, None, abandoned);
        let waker = kept.lock().expect("no panic").take().expect("it was polled");
        waker.wake_by_ref();
        assert!(!task.is_completed());
        token.cancel();
        waker.wake();
        assert!(task.is_canceled());
    }
}
