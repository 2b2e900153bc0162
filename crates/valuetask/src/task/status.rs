//! [`TaskStatus`]: created, running or completed.
#![forbid(unsafe_code)]

/// The stage of a task.
///
/// A task never returns to an earlier stage. The last three are final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TaskStatus {
    /// Lazy, and not polled yet.
    Created,
    /// Handed to a scheduler, and not running yet.
    WaitingToRun,
    /// Running, or waiting for its completion source to be set.
    Running,
    /// Completed with a result.
    RanToCompletion,
    /// Completed with an error that isn't a cancellation.
    Faulted,
    /// Completed with a cancellation.
    Canceled,
}

impl TaskStatus {
    /// Returns `true` if the task has completed: `RanToCompletion`, `Faulted` or `Canceled`.
    #[must_use]
    pub const fn is_completed(self) -> bool {
        matches!(self, Self::RanToCompletion | Self::Faulted | Self::Canceled)
    }

    /// Returns the stage of a pending task, of which this is the byte.
    #[inline]
    pub(super) const fn of(byte: u8) -> Self {
        match byte {
            0 => Self::Created,
            1 => Self::WaitingToRun,
            _ => Self::Running,
        }
    }
}
