//! [`TimerGuard`]: a timer that cancels a token.
#![forbid(unsafe_code)]

use core::fmt;
use core::time::Duration;

use tokio_util::sync::{CancellationToken, DropGuard};

use crate::Task;
use crate::scheduler::is_endless;
use crate::task::Awaiter;

/// A guard that keeps a timer, which cancels a [`CancellationToken`].
///
/// Dropping the guard drops the timer, and doesn't cancel the token. Made by
/// [`cancel_after`](super::CancellationTokenExt::cancel_after).
#[must_use = "dropping the guard drops the timer: bind it to a name, as in `let _timer = ..`"]
pub struct TimerGuard {
    /// Calls the token's `cancel`. Dropped first, so that the end of the work below isn't the end of the time.
    cancels: Option<Awaiter<()>>,
    /// Ends the work that polls the timer of a scheduler.
    _ends: Option<DropGuard>,
}

impl TimerGuard {
    /// Cancels the token when a task completes that is made if there is any time to wait for.
    pub(super) fn new(
        token: &CancellationToken,
        duration: Duration,
        start: impl FnOnce() -> (Task, Option<DropGuard>),
    ) -> Self {
        if duration.is_zero() {
            token.cancel();
        }
        if token.is_cancelled() || is_endless(duration) {
            return Self { cancels: None, _ends: None };
        }
        let (timer, _ends) = start();
        let token = token.clone();
        // A timer that is gone is up.
        Self { cancels: Some(timer.attended(move || token.cancel())), _ends }
    }
}

impl fmt::Debug for TimerGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let timer = self.cancels.as_ref().and_then(Awaiter::task);
        f.debug_struct("TimerGuard").field("over", &timer.is_none_or(Task::is_completed)).finish_non_exhaustive()
    }
}
