//! The hook for failed tasks that are dropped before their error was observed.
#![forbid(unsafe_code)]

use core::mem;
use std::sync::{PoisonError, RwLock};

use super::TaskError;

static HOOK: RwLock<Option<fn(&TaskError)>> = RwLock::new(None);

/// Sets the hook for unobserved errors, and returns the previous hook.
///
/// It is called with the error of a failed task that is dropped before its error was observed. The hook is one for the whole process, and
/// `None` by default. The thread that drops the last handle of a failed task calls it, or the one that fails a task whose handles were dropped
/// before; once for each task. A panic of the hook is resumed in that drop; in work that a scheduler runs it is lost. A cancellation isn't reported.
///
/// An error is observed once it is returned by [`result`](super::Task::result), [`get`](super::Task::get), [`blocking_wait`](super::Task::blocking_wait) or
/// an await; by awaiting [`settled`](super::Task::settled); or by converting the failed task into a [`ValueTask`](valuetask::ValueTask).
///
/// # Examples
///
/// ```
/// use valuetask_tasks::Task;
/// use valuetask_tasks::set_unobserved_hook;
///
/// set_unobserved_hook(Some(|error| eprintln!("unobserved: {error}")));
/// drop(Task::<()>::from_error("lost")); // unobserved: lost
/// # set_unobserved_hook(None);
/// ```
pub fn set_unobserved_hook(hook: Option<fn(&TaskError)>) -> Option<fn(&TaskError)> {
    mem::replace(&mut *HOOK.write().unwrap_or_else(PoisonError::into_inner), hook)
}

/// Reports the error of a task whose last handle is gone, unless it was observed.
pub(crate) fn report(error: &TaskError, is_observed: bool) {
    if is_observed || !error.is_faulted() {
        return;
    }
    let hook = *HOOK.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(hook) = hook {
        hook(error);
    }
}
