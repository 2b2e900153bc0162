//! [`LocalValueTask`]: a task whose future stays on its thread.

use core::future::Future;
use core::task::{Context, Poll, Waker};

use super::machine::Operation;
use super::owned::Owned;
use super::state::{FromPoll, State};
#[cfg(doc)]
use crate::ValueTask;

/// A [`ValueTask`] for futures that must stay on their thread: neither `Send` nor `Sync`.
///
/// Everything else is as with `ValueTask`.
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
#[must_use = "a task goes no further unless it is awaited"]
pub struct LocalValueTask<'a, T = ()> {
    pub(super) state: State<'a, T>,
}

impl<'a, T> LocalValueTask<'a, T> {
    /// A task that has its value, as [`ValueTask::ready`].
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub const fn ready(value: T) -> Self {
        Self { state: State::ready(value) }
    }

    /// Stores a future that runs when the task is polled, as [`ValueTask::from_future`]; it need not be `Send`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn from_future<F: Future<Output = T> + 'a>(future: F) -> Self {
        Self { state: State::operated(Owned::new(future)) }
    }

    /// Stores a future and polls it once, now, as [`ValueTask::start`]; it need not be `Send`.
    ///
    /// # Panics
    ///
    /// If the future panics.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn start<F: Future<Output = T> + 'a>(future: F) -> Self {
        State::started(Owned::new(future), Waker::noop())
    }

    /// A task over an operation that its owner keeps and drives, as [`ValueTask::from_poll`]; its state need not be
    /// `Send`.
    pub fn from_poll<S>(state: &'a mut S, poll: fn(&mut S, &mut Context<'_>) -> Poll<T>) -> Self
    where
        T: 'a,
    {
        Self::from_future(FromPoll { state, poll })
    }

    /// Asks whether the value is there, as [`ValueTask::is_completed`].
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub const fn is_completed(&self) -> bool {
        self.state.is_ready()
    }

    /// Gives the value if it is there, or the task back, as [`ValueTask::try_result`].
    ///
    /// # Errors
    ///
    /// The task itself, if it is pending, or if polling has given its value out.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn try_result(self) -> Result<T, Self> {
        if self.is_completed() { Ok(self.value()) } else { Err(self) }
    }

    /// As [`ValueTask::from_operation`].
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn from_operation<O: Operation<Output = T> + 'a>(operation: O) -> Self {
        Self { state: State::operated(operation) }
    }

    /// As [`ValueTask::hot`].
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn hot<O: Operation<Output = T> + 'a>(operation: O) -> Self {
        State::started(operation, crate::hot::waker())
    }
}
