//! [`ValueTask`]: a ready value, or a machine in the pool that will yield it.

mod copy;
mod from_poll;
mod functions;
mod impls;
mod local;
mod misread;
mod owned;
mod pooled;
mod raw_owner;
mod state;

use core::future::Future;
use core::task::{Context, Poll, Waker};

pub use copy::move_out;
use from_poll::FromPoll;
pub use local::LocalValueTask;
pub(crate) use misread::misread;
pub(crate) use owned::Owned;
pub use pooled::{LocalPooledFuture, PooledFuture};
pub use raw_owner::{Header, RawOwner, nowhere};
use state::{RawTask, State};

/// The result of an async method: a ready value, or a pooled future that will yield it.
///
/// Return it from methods of a `dyn` trait that are usually ready at the call. Where they rarely are, a
/// [`PooledFuture`] is smaller. A task is awaited once: awaiting it again, or using it after
/// [`try_result`](Self::try_result), doesn't compile.
///
/// `Send` if `T: Send`, `Sync` if `T: Sync`, and always `Unpin`. Covariant in both parameters.
///
/// # Cancel safety
///
/// Dropping a task drops its future and returns the slot to the pool.
///
/// # Allocation
///
/// A ready task never allocates. A pending task, and the body of a hot method while it runs, takes memory of the
/// [pool](crate::pool). In steady state the pool allocates nothing.
///
/// # Examples
///
/// ```
/// use valuetask::ValueTask;
///
/// fn lookup(key: u32) -> ValueTask<'static, u32> {
///     if key < 10 { ValueTask::ready(key * 2) } else { ValueTask::from_future(async move { key + 1 }) }
/// }
///
/// assert!(lookup(3).is_completed());
/// assert!(!lookup(30).is_completed());
/// ```
#[must_use = "a task does no further work unless awaited"]
pub struct ValueTask<'a, T = ()> {
    state: State<'a, T>,
}

impl<'a, T> ValueTask<'a, T> {
    /// Creates a ready task.
    ///
    /// # Allocation
    ///
    /// None.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub const fn ready(value: T) -> Self {
        Self { state: State::ready(value) }
    }

    /// Creates a task that polls a future when it is polled.
    ///
    /// # Allocation
    ///
    /// Memory of the [pool](crate::pool). None in steady state. A future of more than 1 MiB, or aligned to more
    /// than 16 bytes, is allocated and freed each time.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn from_future<F: Future<Output = T> + Send + 'a>(future: F) -> Self {
        Self { state: State::operated(Owned::new(future)) }
    }

    /// Creates a task from a future, and polls the future once in this call.
    ///
    /// The task is ready if the future is. The first poll has a waker that does nothing, later polls have the waker of
    /// the task's poll. A future that depends on its executor in the first poll (one that yields or needs a reactor)
    /// belongs in [`from_future`](Self::from_future).
    ///
    /// # Panics
    ///
    /// Panics if the future panics in its first poll.
    ///
    /// # Allocation
    ///
    /// As [`from_future`](Self::from_future). The slot of a ready future is returned before this call returns.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn start<F: Future<Output = T> + Send + 'a>(future: F) -> Self {
        Self { state: RawTask::started(Owned::new(future), Waker::noop()) }
    }

    /// Creates a task from a borrowed state and a poll function.
    ///
    /// The task calls `poll` with `state` until it returns `Ready`.
    ///
    /// # Cancel safety
    ///
    /// Dropping the task leaves `state` as the last call of `poll` left it.
    ///
    /// # Allocation
    ///
    /// The smallest slot of the [pool](crate::pool), for the two pointers. None in steady state.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::task::Poll;
    /// use valuetask::ValueTask;
    ///
    /// let mut polls_left = 2;
    /// let task = ValueTask::from_poll(&mut polls_left, |left, cx| {
    ///     *left -= 1;
    ///     cx.waker().wake_by_ref();
    ///     if *left == 0 { Poll::Ready("done") } else { Poll::Pending }
    /// });
    /// assert_eq!(pollster::block_on(task), "done");
    /// ```
    pub fn from_poll<S: Send>(state: &'a mut S, poll: fn(&mut S, &mut Context<'_>) -> Poll<T>) -> Self
    where
        T: 'a,
    {
        Self::from_future(FromPoll { state, poll })
    }

    /// Returns `true` if the value is ready.
    ///
    /// [`try_result`](Self::try_result) then returns it, and awaiting the task doesn't suspend. `false` after a poll
    /// has returned the value.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub const fn is_completed(&self) -> bool {
        self.state.is_ready()
    }

    /// Returns the value if it is ready, or the task otherwise. Never blocks or polls.
    ///
    /// # Errors
    ///
    /// Returns the task if it is pending, or if a poll has returned its value already.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::ValueTask;
    ///
    /// assert_eq!(ValueTask::ready(7).try_result().ok(), Some(7));
    /// assert!(ValueTask::from_future(async { 7 }).try_result().is_err());
    /// ```
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn try_result(self) -> Result<T, Self> {
        if self.is_completed() { Ok(self.value()) } else { Err(self) }
    }

    /// Creates a task over an operation.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn from_owner<O: RawOwner<Output = T> + Send + 'a>(operation: O) -> Self {
        Self { state: State::operated(operation) }
    }

    /// Creates a task over an operation, and polls it once in this call.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn start_owner<O: RawOwner<Output = T> + Send + 'a>(operation: O) -> Self {
        Self { state: RawTask::started(operation, Waker::noop()) }
    }

    /// Creates the ready task of a body that can't suspend. Not public API.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn __valuetask_ended(value: T) -> Self {
        Self { state: State::ended(value) }
    }

    /// Polls an operation once in this call, under the hot waker: see [`crate::hot`].
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn hot<O: RawOwner<Output = T> + Send + 'a>(operation: O) -> Self {
        Self { state: RawTask::started(operation, &crate::hot::HOT) }
    }
}
