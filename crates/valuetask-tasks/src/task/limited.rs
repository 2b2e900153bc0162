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
    /// `None` before the wait is in its place, and once it has ended.
    place: Brief<Option<Wait<T>>>,
    /// Polls what was woken. Without one, the waker does: that of a token, whose future runs no code of a user.
    scheduler: Option<Surrounding>,
    /// The outcome if the scheduler drops that work, as its runtime has ended.
    gone: fn() -> TaskResult<T>,
}

struct Wait<T> {
    input: Option<Awaiter<Task<T>>>,
    /// `None` from its wake to the end of its poll.
    limit: Option<Until<T>>,
    /// The limit was woken while it wasn't here.
    is_woken: bool,
    source: Source<T>,
}

impl<T: Clone + Send + Sync + 'static> Combination for Limited<T> {
    fn close(&self) {
        let closed = self.with(Option::take);
        drop(closed);
    }
}

impl<T: Clone + Send + Sync + 'static> Wakes for Arc<Limited<T>> {
    /// The waker lies with a token or a timer, which has others to wake: that is told of no panic.
    fn woken(this: &Self) {
        let taken = this.with(|place| {
            let wait = place.as_mut()?;
            wait.is_woken = wait.limit.is_none();
            wait.limit.take()
        });
        let Some(until) = taken else { return };
        let woken = Woken(Some((this.clone(), until)));
        catch(|| match &this.scheduler {
            Some(scheduler) => scheduler.spawn(contained(async move { woken.poll() })),
            None => woken.poll(),
        });
    }
}

impl<T: Clone + Send + Sync + 'static> Limited<T> {
    #[inline(always)]
    fn with<R>(&self, work: impl FnOnce(&mut Option<Wait<T>>) -> R) -> R {
        self.place.with(|| false, work).expect("it isn't refused")
    }

    /// Ends the wait, unless it has ended before: with the outcome of the input if that is complete, or with what `otherwise` returns.
    fn end(&self, otherwise: impl FnOnce() -> TaskResult<T>) {
        let Some(Wait { input, limit, source, .. }) = self.with(Option::take) else { return };
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
}

impl<T: Clone + Send + Sync + 'static> Arc<Limited<T>> {
    /// Polls a limit that isn't in its place.
    fn poll(&self, mut until: Until<T>) {
        let polled = self.with_waker::<(), _>(|waker| Pin::new(&mut until).poll(&mut Context::from_waker(waker)));
        if let Poll::Ready(outcome) = polled {
            return self.end(|| outcome);
        }
        let mut until = Some(until);
        let is_woken = self.with(|place| {
            let Some(wait) = place else { return false };
            wait.limit = until.take();
            wait.is_woken
        });
        // Not polled here once more: a timer may wake itself in each poll.
        if is_woken {
            Wakes::<()>::woken(self);
        }
    }
}

/// Work that polls a limit. If the scheduler drops it, a timer is gone.
struct Woken<T: Clone + Send + Sync + 'static>(Option<(Arc<Limited<T>>, Until<T>)>);

impl<T: Clone + Send + Sync + 'static> Woken<T> {
    fn poll(mut self) {
        let Some((limited, until)) = self.0.take() else { return };
        let polled = caught(|| {
            limited.poll(until);
            Ok(())
        });
        if let Err(panicked) = polled {
            limited.end(|| Err(panicked));
        }
    }
}

impl<T: Clone + Send + Sync + 'static> Drop for Woken<T> {
    fn drop(&mut self) {
        let Some((limited, until)) = self.0.take() else { return };
        catch(|| drop(until));
        catch(|| limited.end(limited.gone));
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
    let [limited, guard, called] = Arc::shared(Limited { place: Brief::new(None), scheduler, gone });
    let (source, task) = guarded(guard);
    // Registered under the lock, so that the callback finds the wait.
    let late = limited.with(|place| {
        let wait = place.insert(Wait { input: input.map(Awaiter::new), limit: None, is_woken: false, source });
        wait.input.as_mut()?.on_complete(move || called.end(gone)).err()
    });
    match late {
        Some(late) => late.fire(),
        None => limited.poll(until.into()),
    }
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
