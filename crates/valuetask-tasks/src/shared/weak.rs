//! [`WeakShared`]: a handle that keeps neither the future nor its result.
#![forbid(unsafe_code)]

use core::fmt;
use core::panic::{RefUnwindSafe, UnwindSafe};

use super::Shared;
use super::polls::Polls;
use crate::task::arc::Weak;
use crate::task::error::TaskResult;

/// A weak handle of a [`Shared`]: it keeps neither the future nor its result. Made by [`Shared::downgrade`].
///
/// For a map of requests that are canceled when all of their callers leave. It keeps one slot of the [pool](valuetask::pool), which is
/// empty once the last `Shared` is gone: so remove the weak handles that [are of no use](Self::is_dropped).
///
/// # Examples
///
/// ```
/// use valuetask_tasks::Shared;
///
/// let shared = Shared::new(std::future::pending::<u32>());
/// let weak = shared.downgrade();
/// assert!(weak.upgrade().is_some_and(|other| other.ptr_eq(&shared)));
/// drop(shared); // the future is dropped
/// assert!(weak.upgrade().is_none());
/// ```
#[must_use = "a weak handle does nothing unless upgraded"]
pub struct WeakShared<T = ()>(Weak<TaskResult<T>, Polls<T>>);

// As for `Shared`.
impl<T: RefUnwindSafe> UnwindSafe for WeakShared<T> {}
impl<T: RefUnwindSafe> RefUnwindSafe for WeakShared<T> {}

impl<T> WeakShared<T> {
    /// Returns a handle, unless the last one was dropped.
    #[must_use]
    pub fn upgrade(&self) -> Option<Shared<T>> {
        self.0.upgrade().map(Shared)
    }

    /// Returns `true` if the last [`Shared`] was dropped, so that this is of no use any more.
    #[must_use]
    pub fn is_dropped(&self) -> bool {
        self.0.is_dropped()
    }
}

impl<T> Shared<T> {
    /// Returns a weak handle, which keeps neither the future nor its result.
    ///
    /// As the weak handle may become another `Shared`, the only `Shared` no longer polls the future as if it weren't shared when it is
    /// awaited by value.
    pub fn downgrade(&self) -> WeakShared<T> {
        WeakShared(self.0.downgrade())
    }
}

impl<T> Clone for WeakShared<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> fmt::Debug for WeakShared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(WeakShared)")
    }
}
