//! [`Shared`]: a future that its awaiters poll, and whose result all of them read.
#![forbid(unsafe_code)]

mod asked;
mod awaiting;
mod conversions;
mod handle;
mod polls;
mod wakers;
mod weak;

use core::fmt;
use core::future::Future;
use core::panic::{RefUnwindSafe, UnwindSafe};

#[cfg(doc)]
use crate::task::Task;
use crate::task::adapters::{adapted, without_panics};
use crate::task::arc::Hold;
use crate::task::error::TaskResult;
use crate::task::{TaskError, TaskStatus};
use polls::{Polls, drop_last};
use valuetask::PooledFuture;

pub use awaiting::{SharedFuture, SharedRefFuture};
pub use weak::WeakShared;

/// A future that its awaiters poll, and whose result all of them read: a handle that can be cloned and awaited any number of times.
///
/// It is polled while it is awaited, and by nothing else. If the awaiter that polls it is dropped, another one takes over. The future is
/// dropped as soon as it is ready, or with the last handle. The result, or the [`TaskError`], is kept until the last handle is dropped.
/// It is read by reference ([`result`](Self::result), [`get`](Self::get), [`blocking_wait`](Self::blocking_wait)). If `T: Clone`, awaiting the handle or a
/// reference to it returns the result by value.
///
/// A [`Task`] completes on its own, awaited or not. [`Task::spawn`] runs a future that nothing awaits. A task becomes a `Shared`
/// by `From`, for a map or a list that holds both.
///
/// Awaited by value, the only handle polls a future that is due as if it weren't shared: one that was never polled, or was woken since. It
/// doesn't if there was a [weak handle](WeakShared), or if something still keeps a waker from an earlier poll.
///
/// A future that awaits its own `Shared` never completes, and is never dropped.
///
/// # Cancel safety
///
/// Dropping a future that awaits it removes its waker, and leaves the rest as it is.
///
/// # Panics
///
/// A panic of the future is the [error](TaskError::is_panicked) of the result. If an awaiter's waker panics, all other waiters are woken
/// first. The panic is resumed in the poll that completed the future, or in which the future was woken. It is lost in a call that wakes
/// the future.
///
/// Polls of futures that await one another nest as those of any futures do, so a chain of many thousands overflows the stack. Wakes
/// and drops of handles don't. If the only handle is awaited by value, its future is dropped in its awaiter, so such drops nest, too.
///
/// # Allocation
///
/// Two slots of the [pool](valuetask::pool), one of them for the future, and one for its awaiters if there are several; none in steady
/// state. One for a value that is ready.
///
/// # Examples
///
/// ```
/// use valuetask_tasks::Shared;
///
/// let shared = Shared::new(async { 7 });
/// let both = pollster::block_on(async { (shared.clone().await, (&shared).await) });
/// assert_eq!(both, (Ok(7), Ok(7)));
/// ```
#[must_use = "a shared future does nothing unless awaited"]
pub struct Shared<T = ()>(Hold<TaskResult<T>, Polls<T>>);

// The result is shared by reference alone, and a poll of the future doesn't panic.
impl<T: RefUnwindSafe> UnwindSafe for Shared<T> {}
impl<T: RefUnwindSafe> RefUnwindSafe for Shared<T> {}

impl<T> Shared<T> {
    /// Shares a future. It is first polled when this is awaited.
    ///
    /// If its output is a `Result`, so is the result: see [`try_new`](Self::try_new).
    pub fn new<F: Future<Output = T> + Send + 'static>(future: F) -> Self
    where
        T: 'static,
    {
        Self::of(adapted(future, Ok))
    }

    /// Shares a future that may fail, as [`new`](Self::new).
    ///
    /// Convert an error that isn't `Into<TaskError>` by [`TaskError::new`].
    ///
    /// # Errors
    ///
    /// The error of the future is that of each await. The call itself doesn't fail.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::Shared;
    ///
    /// let shared = Shared::try_new(async { "x".parse::<u32>().map_err(|error| error.to_string()) });
    /// assert!(pollster::block_on(&shared).is_err());
    /// ```
    pub fn try_new<E, F: Future<Output = Result<T, E>> + Send + 'static>(future: F) -> Self
    where
        T: 'static,
        E: Into<TaskError>, // an error of your own becomes one by `.map_err(TaskError::new)`
    {
        Self::of(adapted(future, |output| output.map_err(Into::into)))
    }

    fn of(future: impl Future<Output = TaskResult<T>> + Send + 'static) -> Self
    where
        T: 'static,
    {
        Self(Hold::keeping(Polls::of(Some(PooledFuture::new(without_panics(future)))), None, drop_last))
    }

    /// Creates one that is complete.
    #[inline]
    fn completed(outcome: TaskResult<T>) -> Self
    where
        T: 'static,
    {
        Self(Hold::keeping(Polls::of(None), Some(outcome), drop_last))
    }

    /// Returns the result by reference, or the error; `None` if the future isn't ready yet.
    ///
    /// Never blocks or polls.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::Shared;
    ///
    /// let shared = Shared::new(async { 7 });
    /// assert_eq!(shared.result(), None);
    /// assert_eq!(pollster::block_on(&shared), Ok(7));
    /// assert_eq!(shared.result(), Some(Ok(&7)));
    /// ```
    #[inline]
    pub fn result(&self) -> Option<Result<&T, &TaskError>> {
        let outcome = self.outcome()?;
        if outcome.is_err() {
            self.0.kept().kept.observe();
        }
        Some(outcome)
    }

    /// The result, without observing an error.
    #[inline]
    fn outcome(&self) -> Option<Result<&T, &TaskError>> {
        self.0.get().map(Result::as_ref)
    }

    fn status(&self) -> TaskStatus {
        TaskStatus::of(self.outcome())
    }

    /// The result of one that is complete, by reference.
    #[inline]
    fn lent_outcome(&self) -> Result<&T, &TaskError> {
        self.result().expect("it is complete")
    }

    /// Returns `true` if it has completed: awaiting it doesn't suspend.
    #[inline]
    pub fn is_completed(&self) -> bool {
        self.outcome().is_some()
    }

    /// Returns `true` if two handles share one future.
    pub fn ptr_eq(&self, other: &Self) -> bool {
        self.0.ptr_eq(&other.0)
    }
}

impl<T: Clone> Shared<T> {
    /// The outcome of one that is complete: moved out if this is the last handle, and cloned otherwise.
    #[inline]
    pub(crate) fn into_outcome(self) -> TaskResult<T> {
        match self.0.try_unwrap() {
            Ok(outcome) => outcome.expect("it is complete"),
            Err(shared) => {
                let shared = Self(shared);
                let outcome = shared.cloned_outcome();
                // Not at the return, where a destructor that panics would leak the clone.
                drop(shared);
                outcome
            }
        }
    }

    /// The outcome of one that is complete, cloned.
    #[inline]
    pub(crate) fn cloned_outcome(&self) -> TaskResult<T> {
        self.lent_outcome().cloned().map_err(TaskError::clone)
    }
}

impl<T> Clone for Shared<T> {
    #[inline]
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Shared").field(&self.status()).finish()
    }
}
