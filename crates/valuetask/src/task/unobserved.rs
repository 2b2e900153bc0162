//! The hook for tasks that failed and whose error nobody has seen.

use core::mem;
use core::ptr;
use core::sync::atomic::AtomicPtr;
use core::sync::atomic::Ordering::Relaxed;

use super::TaskError;
use super::word::Snapshot;

/// A function that is called with an error that nobody has seen.
pub type UnobservedHook = fn(&TaskError);

/// Null, or an [`UnobservedHook`].
static HOOK: AtomicPtr<()> = AtomicPtr::new(ptr::null_mut());

/// Sets what is called with the error of a task that was dropped before anybody saw that it had failed; `None` for nothing.
///
/// It is called once for each such task, by the thread that drops its last handle, and shouldn't panic: that would come out of the
/// drop. An error was seen by whoever got it from [`result`](super::Task::result), [`get`](super::Task::get),
/// [`wait`](super::Task::wait) or an await, or awaited [`join`](super::Task::join); and by whoever turned a task that had failed into a
/// [`ValueTask`](crate::ValueTask), whose value is the error from then on, awaited or not. A cancellation isn't reported. Returns what was
/// set before. Off by default, for the whole process.
///
/// # Examples
///
/// ```
/// use valuetask::Task;
/// use valuetask::task::set_unobserved_hook;
///
/// set_unobserved_hook(Some(|error| eprintln!("nobody looked: {error}")));
/// drop(Task::<()>::from_error("lost")); // nobody looked: lost
/// # set_unobserved_hook(None);
/// ```
pub fn set_unobserved_hook(hook: Option<UnobservedHook>) -> Option<UnobservedHook> {
    let hook = hook.map_or(ptr::null_mut(), |hook| hook as *mut ());
    // ORDERING: Relaxed: a function is there from the start.
    hook_at(HOOK.swap(hook, Relaxed))
}

fn hook_at(hook: *mut ()) -> Option<UnobservedHook> {
    // SAFETY: null, or made of an `UnobservedHook`; an `Option` of one is null for `None`.
    unsafe { mem::transmute::<*mut (), Option<UnobservedHook>>(hook) }
}

/// Reports the error of a task whose last handle is gone, unless it was seen.
pub(super) fn report(error: &TaskError, word: Snapshot) {
    // ORDERING: Relaxed, as above.
    if let Some(hook) = hook_at(HOOK.load(Relaxed))
        && !word.is_observed()
        && error.is_faulted()
    {
        hook(error);
    }
}
