//! The hook for failed tasks that are dropped before their error was observed.

use core::mem;
use core::ptr;
use core::sync::atomic::AtomicPtr;
use core::sync::atomic::Ordering::Relaxed;

use super::TaskError;
use super::word::Snapshot;

/// A function that is called with an unobserved error.
pub type UnobservedHook = fn(&TaskError);

/// Null, or an [`UnobservedHook`].
static HOOK: AtomicPtr<()> = AtomicPtr::new(ptr::null_mut());

/// Sets the hook for unobserved errors, and returns the previous hook.
///
/// It is called with the error of a failed task that is dropped before its error was observed. The hook is one for the whole process, and `None` by default. The thread that drops the last handle of a failed task calls it, once
/// for each task. A panic of the hook is resumed from that drop. A cancellation isn't reported.
///
/// An error is observed once it is returned by [`result`](super::Task::result), [`get`](super::Task::get), [`wait`](super::Task::wait) or
/// an await; by awaiting [`join`](super::Task::join); or by converting the failed task into a [`ValueTask`](crate::ValueTask).
///
/// # Examples
///
/// ```
/// use valuetask::Task;
/// use valuetask::task::set_unobserved_hook;
///
/// set_unobserved_hook(Some(|error| eprintln!("unobserved: {error}")));
/// drop(Task::<()>::from_error("lost")); // unobserved: lost
/// # set_unobserved_hook(None);
/// ```
pub fn set_unobserved_hook(hook: Option<UnobservedHook>) -> Option<UnobservedHook> {
    let hook = hook.map_or(ptr::null_mut(), |hook| hook as *mut ());
    // ORDERING: Relaxed: a function exists from the start.
    hook_at(HOOK.swap(hook, Relaxed))
}

fn hook_at(hook: *mut ()) -> Option<UnobservedHook> {
    // SAFETY: null, or made of an `UnobservedHook`; an `Option` of one is null for `None`.
    unsafe { mem::transmute::<*mut (), Option<UnobservedHook>>(hook) }
}

/// Reports the error of a task whose last handle is gone, unless it was observed.
pub(super) fn report(error: &TaskError, word: Snapshot) {
    // ORDERING: Relaxed, as above.
    if let Some(hook) = hook_at(HOOK.load(Relaxed))
        && !word.is_observed()
        && error.is_faulted()
    {
        hook(error);
    }
}
