//! [`TimerGuard`]: a timer that cancels a token.
#![forbid(unsafe_code)]

use core::fmt;
use core::time::Duration;

use tokio_util::sync::{CancellationToken, DropGuard};

use crate::Task;
use crate::awaiter::Awaiter;
use crate::panics::contained;
use crate::scheduler::is_endless;
use valuetask::ValueTask;

/// A guard that keeps a timer, which cancels a [`CancellationToken`].
///
/// Dropping the guard drops the timer, and doesn't cancel the token. Made by
/// [`cancel_after`](super::CancellationTokenExt::cancel_after).
#[must_use = "dropping the guard drops the timer: bind it to a name, as in `let _timer = ..`"]
pub struct TimerGuard {
    /// Calls the token's `cancel`. Dropped first, so that the end of the work below isn't the end of the time.
    cancels: Option<Awaiter<Task>>,
    /// Ends the work that polls the timer of a scheduler.
    _ends: Option<DropGuard>,
}

impl TimerGuard {
    /// Cancels the token when a task completes that is made if there is any time to wait for. If the time is up before this returns, scheduled
    /// work cancels the token.
    pub(super) fn new(
        token: &CancellationToken,
        duration: Duration,
        start: impl FnOnce() -> (Task, Option<DropGuard>),
        schedule: impl FnOnce(ValueTask<'static>),
    ) -> Self {
        if duration.is_zero() {
            token.cancel();
        }
        if token.is_cancelled() || is_endless(duration) {
            return Self { cancels: None, _ends: None };
        }
        let (timer, _ends) = start();
        let canceled = token.clone();
        // A timer that is gone is up.
        let Some(cancels) = timer.with_callback(move || canceled.cancel()) else {
            // The work cancels the token, too, if the scheduler drops it.
            let canceled = token.clone().drop_guard();
            schedule(ValueTask::from_future(contained(async move { drop(canceled) })));
            return Self { cancels: None, _ends: None };
        };
        Self { cancels: Some(cancels), _ends }
    }
}

impl fmt::Debug for TimerGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let timer = self.cancels.as_ref().and_then(Awaiter::handle);
        f.debug_struct("TimerGuard").field("over", &timer.is_none_or(Task::is_completed)).finish_non_exhaustive()
    }
}
