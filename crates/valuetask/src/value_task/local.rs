//! [`LocalValueTask`]: a task whose future stays on its thread.
#![forbid(unsafe_code)]

use core::future::Future;
use core::task::{Context, Poll, Waker};

use super::from_poll::FromPoll;
use super::owned::Owned;
use super::raw_owner::RawOwner;
use super::state::{RawTask, State};
#[cfg(doc)]
use crate::ValueTask;

/// A [`ValueTask`] for futures that stay on their thread: neither `Send` nor `Sync`.
///
/// Otherwise it behaves like `ValueTask`.
///
/// # Examples
///
/// ```
/// use std::rc::Rc;
/// use valuetask::LocalValueTask;
///
/// let shared = Rc::new(7);
/// let task = LocalValueTask::start(async move { *shared });
/// assert_eq!(task.try_result().ok(), Some(7));
/// ```
#[must_use = "a task does no further work unless awaited"]
pub struct LocalValueTask<'a, T = ()> {
    pub(super) state: State<'a, T>,
}

impl<'a, T> LocalValueTask<'a, T> {
    /// Creates a ready task, as [`ValueTask::ready`] does.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub const fn ready(value: T) -> Self {
        Self { state: State::ready(value) }
    }

    /// Creates a task from a future that needn't be `Send`, as [`ValueTask::from_future`] does.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn from_future<F: Future<Output = T> + 'a>(future: F) -> Self {
        Self { state: State::operated(Owned::new(future)) }
    }

    /// Creates a task from a future that needn't be `Send`, and polls it once in this call.
    ///
    /// See [`ValueTask::start`].
    ///
    /// # Panics
    ///
    /// Panics if the future panics in its first poll.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn start<F: Future<Output = T> + 'a>(future: F) -> Self {
        Self { state: RawTask::started(Owned::new(future), Waker::noop()) }
    }

    /// Creates a task from a borrowed state and a poll function, as [`ValueTask::from_poll`] does.
    pub fn from_poll<S>(state: &'a mut S, poll: fn(&mut S, &mut Context<'_>) -> Poll<T>) -> Self
    where
        T: 'a,
    {
        Self::from_future(FromPoll { state, poll })
    }

    /// Returns `true` if the value is ready, as [`ValueTask::is_completed`] does.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub const fn is_completed(&self) -> bool {
        self.state.is_ready()
    }

    /// Returns the value if it is ready, or the task otherwise. Never blocks or polls.
    ///
    /// # Errors
    ///
    /// Returns the task if it is pending, or if a poll has returned its value already.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn try_result(self) -> Result<T, Self> {
        if self.is_completed() { Ok(self.value()) } else { Err(self) }
    }

    /// Creates a task over an operation.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn from_owner<O: RawOwner<Output = T> + 'a>(operation: O) -> Self {
        Self { state: State::operated(operation) }
    }

    /// Creates the ready task of a body that can't suspend. Not public API.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn __valuetask_ended(value: T) -> Self {
        Self { state: State::ended(value) }
    }

    /// Polls an operation once in this call, as [`ValueTask::hot`] does.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn hot<O: RawOwner<Output = T> + 'a>(operation: O) -> Self {
        Self { state: RawTask::started(operation, &crate::hot::HOT) }
    }
}
