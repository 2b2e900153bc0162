//! [`AlreadyCompleted`] and [`NotSet`]: errors of a completion source.
#![forbid(unsafe_code)]

use core::error::Error;
use core::fmt;

const ALREADY_COMPLETED: &str =
    "the task of this completion source is completed already: read its result, or make another source";

/// The error of a completion source whose task is completed already, with the rejected value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AlreadyCompleted<V>(
    /// The rejected value.
    pub V,
);

impl<V> fmt::Debug for AlreadyCompleted<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AlreadyCompleted(..)")
    }
}

impl<V> fmt::Display for AlreadyCompleted<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(ALREADY_COMPLETED)
    }
}

impl<V> Error for AlreadyCompleted<V> {}

/// The reason why a completion source didn't complete its task.
///
/// Returned by [`set_from_task`](super::TaskCompletionSource::set_from_task) and [`set_errors`](super::TaskCompletionSource::set_errors).
///
/// # Examples
///
/// ```
/// use valuetask::{NotSet, Task, TaskCompletionSource};
///
/// let (source, other) = (TaskCompletionSource::<u32>::new(), TaskCompletionSource::<u32>::new());
/// assert!(matches!(source.set_from_task(other.task()), Err(NotSet::Pending(task)) if task.ptr_eq(other.task())));
/// assert_eq!(source.set_errors(Vec::<String>::new()), Err(NotSet::NoErrors));
/// assert!(!source.task().is_completed());
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotSet<V> {
    /// The task is completed already. Holds the argument of the call.
    AlreadyCompleted(V),
    /// The other task is pending. Holds that task. Await it first.
    Pending(V),
    /// The list of errors is empty. Pass one error at least, or cancel the task.
    NoErrors,
}

impl<V> fmt::Debug for NotSet<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AlreadyCompleted(_) => "AlreadyCompleted(..)",
            Self::Pending(_) => "Pending(..)",
            Self::NoErrors => "NoErrors",
        })
    }
}

impl<V> fmt::Display for NotSet<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AlreadyCompleted(_) => ALREADY_COMPLETED,
            Self::Pending(_) => "`set_from_task` was called with a task that is pending: await that task first",
            Self::NoErrors => "`set_errors` was called without errors: pass one at least, or call `set_canceled`",
        })
    }
}

impl<V> Error for NotSet<V> {}
