//! [`TaskStatus`]: running or completed.
#![forbid(unsafe_code)]

/// The stage of a task.
///
/// A task never returns to an earlier stage. The last three are final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TaskStatus {
    /// Not complete: running, handed to a scheduler, or waiting for its completion source to be set.
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
}
