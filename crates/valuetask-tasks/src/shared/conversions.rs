//! Conversions from [`ValueTask`] and [`Task`], and `#[async_method]` for [`Shared`].
#![forbid(unsafe_code)]

use core::future::IntoFuture;

use super::Shared;
use crate::panics::catch_payload;
use crate::task::{Task, TaskError};
use valuetask::__runtime::suspended;
use valuetask::{TaskLike, ValueTask};

/// Keeps a value that is ready as the result. A pending task is polled by the awaiters.
///
/// # Allocation
///
/// As [`Shared`]; one slot if the value is ready.
///
/// # Examples
///
/// ```
/// use valuetask::ValueTask;
/// use valuetask_tasks::Shared;
///
/// let shared = Shared::from(ValueTask::ready(7));
/// assert_eq!(shared.result(), Some(Ok(&7)));
/// ```
impl<T: 'static> From<ValueTask<'static, T>> for Shared<T> {
    #[inline]
    fn from(task: ValueTask<'static, T>) -> Self {
        match task.try_result() {
            Ok(value) => Self::completed(Ok(value)),
            Err(pending) => Self::new(suspended(pending)),
        }
    }
}

/// Awaits the task. If it is complete, so is the shared future.
impl<T: Clone + Send + Sync + 'static> From<Task<T>> for Shared<T> {
    fn from(task: Task<T>) -> Self {
        if task.is_completed() { Self::completed(task.into_outcome()) } else { Self::try_new(task.into_future()) }
    }
}

/// Runs the body at the call, up to the first await that is pending. The rest is polled by the awaiters. A panic of either part is the
/// error.
#[diagnostic::do_not_recommend]
impl<T: 'static> TaskLike for Shared<T> {
    type Task = ValueTask<'static, T>;

    #[inline]
    fn from_task(task: ValueTask<'static, T>) -> Self {
        task.into()
    }

    #[inline]
    fn from_call(call: impl FnOnce() -> Self::Task) -> Self {
        match catch_payload(call) {
            Ok(task) => Self::from_task(task),
            Err(payload) => Self::completed(Err(TaskError::panicked(payload))),
        }
    }
}
