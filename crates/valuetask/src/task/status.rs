//! [`TaskStatus`]: how far a task has come.
#![forbid(unsafe_code)]

/// The stage that a task has come to.
///
/// It only goes forwards, and what comes after `Running` is for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TaskStatus {
    /// Driven by whoever awaits it, and nobody has polled it yet.
    Created,
    /// Handed to a scheduler, and not begun yet.
    WaitingToRun,
    /// Begun; or made by a completion source that isn't set.
    Running,
    /// Complete, with a result.
    RanToCompletion,
    /// Complete, with an error that isn't a cancellation.
    Faulted,
    /// Complete, with a cancellation.
    Canceled,
}

impl TaskStatus {
    /// Whether the task is complete: `RanToCompletion`, `Faulted` or `Canceled`.
    #[must_use]
    pub const fn is_completed(self) -> bool {
        matches!(self, Self::RanToCompletion | Self::Faulted | Self::Canceled)
    }
}

/// How far a task has come that isn't complete.
#[derive(Clone, Copy)]
pub(crate) enum Phase {
    Created = 0,
    WaitingToRun = 1,
    Running = 2,
}

impl Phase {
    #[inline]
    pub(super) const fn of(byte: u8) -> Self {
        match byte {
            0 => Self::Created,
            1 => Self::WaitingToRun,
            _ => Self::Running,
        }
    }

    pub(super) const fn status(self) -> TaskStatus {
        match self {
            Self::Created => TaskStatus::Created,
            Self::WaitingToRun => TaskStatus::WaitingToRun,
            Self::Running => TaskStatus::Running,
        }
    }
}
