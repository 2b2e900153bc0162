//! [`ValueTask`]: the value itself when it is there, otherwise a machine in the pool.

mod copy;
mod impls;
mod local;
mod machine;
mod owned;
mod pooled;
mod state;

use core::future::Future;
use core::task::{Context, Poll, Waker};

pub use local::LocalValueTask;
pub(crate) use machine::{Header, Operation};
pub(crate) use owned::Owned;
pub use pooled::{LocalPooledFuture, PooledFuture};
pub(crate) use state::not_there;
use state::{FromPoll, State};

/// The value itself when it is there, otherwise a state machine in the pool that will yield it.
///
/// What a method of a `dyn` trait returns when its answer is usually ready. Where it seldom is, a [`PooledFuture`] is smaller.
/// A task is awaited once: awaiting it again, or using it after [`try_result`](Self::try_result), doesn't compile.
///
/// `Send` if the value is, `Sync` if the value is (nothing that is pending can be reached through a reference), and always
/// `Unpin`. Covariant in both parameters.
///
/// # Cancel safety
///
/// Dropping a task drops the future in it where it stands, and its slot goes back to the pool.
///
/// # Allocation
///
/// A ready task never allocates. A pending one, and the body of a hot method while it runs, takes a slot of the
/// [pool](crate::pool), or over 4,088 bytes a block: none in steady state, up to what the pool keeps.
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
#[must_use = "a task goes no further unless it is awaited"]
pub struct ValueTask<'a, T = ()> {
    state: State<'a, T>,
}

impl<'a, T> ValueTask<'a, T> {
    /// A task that has its value.
    ///
    /// # Allocation
    ///
    /// None.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub const fn ready(value: T) -> Self {
        Self { state: State::ready(value) }
    }

    /// Stores a future that runs when the task is polled.
    ///
    /// # Allocation
    ///
    /// Memory of the [pool](crate::pool), none in steady state. A future that is larger than what the pool may keep (256 KiB, unless that
    /// is set otherwise), or aligned to more than 16, is stored by the global allocator.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn from_future<F: Future<Output = T> + Send + 'a>(future: F) -> Self {
        Self { state: State::operated(Owned::new(future)) }
    }

    /// Stores a future and polls it once, now, with a waker that does nothing.
    ///
    /// The task is ready if the future is. Otherwise the future is polled again, with the caller's waker, when the task is.
    /// A future that minds being polled without its executor (one that yields once, spends a budget, or needs a reactor to be
    /// there) should be given to [`from_future`](Self::from_future).
    ///
    /// # Panics
    ///
    /// If the future panics.
    ///
    /// # Allocation
    ///
    /// As [`from_future`](Self::from_future). The slot of a future that is ready has been returned when this returns.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn start<F: Future<Output = T> + Send + 'a>(future: F) -> Self {
        State::started(Owned::new(future), Waker::noop())
    }

    /// A task over an operation that its owner keeps and drives: `poll` is called with `state` until it is ready.
    ///
    /// # Cancel safety
    ///
    /// Dropping the task leaves `state` as the last call of `poll` left it.
    ///
    /// # Allocation
    ///
    /// The smallest slot of the [pool](crate::pool), for the two pointers; none in steady state.
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

    /// Asks whether the value is there, so that [`try_result`](Self::try_result) gives it and awaiting doesn't
    /// suspend.
    ///
    /// False again once polling has given the value out.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub const fn is_completed(&self) -> bool {
        self.state.is_ready()
    }

    /// Gives the value if it is there, or the task back. Never blocks and never polls.
    ///
    /// # Errors
    ///
    /// The task itself, if it is pending, or if polling has given its value out.
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

    /// A task that stands on this operation.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn from_operation<O: Operation<Output = T> + Send + 'a>(operation: O) -> Self {
        Self { state: State::operated(operation) }
    }

    /// As [`start`](Self::start), of this operation.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn start_operation<O: Operation<Output = T> + Send + 'a>(operation: O) -> Self {
        State::started(operation, Waker::noop())
    }

    /// Polls an operation once, now, under the hot waker: see [`crate::hot`].
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn hot<O: Operation<Output = T> + Send + 'a>(operation: O) -> Self {
        State::started(operation, crate::hot::waker())
    }
}
