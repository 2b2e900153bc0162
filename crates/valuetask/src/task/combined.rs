//! The tasks that are made of other tasks: eager where those go on by themselves, and driven where one of those is.
#![forbid(unsafe_code)]

#[cfg(all(test, valuetask_loom))]
mod models;

use core::future::Future;

use super::Task;
use super::cell::Outcome;

impl<T> Task<T> {
    /// Whether the task goes on only while somebody awaits it.
    pub(super) fn is_driven(&self) -> bool {
        !self.is_completed() && self.eagerness() == Some(false)
    }

    /// A handle for code that waits for the task, if nothing else keeps it going: what it's made of keeps those that are combined of
    /// others no longer than there are handles.
    pub(super) fn kept(&self) -> Option<Self> {
        (self.eagerness() == Some(true)).then(|| self.clone())
    }
}

impl<T: Send + Sync + 'static> Task<T> {
    /// A task that comes to what this future does, which waits for other tasks.
    ///
    /// Where `is_driven`, one of those is driven, and so is this. Otherwise it is polled now, and whenever it is woken. It is dropped when it is
    /// ready, or with the last handle.
    pub(super) fn combined(is_driven: bool, future: impl Future<Output = Outcome<T>> + Send + 'static) -> Self {
        if is_driven { Self::from_fallible(future) } else { Self::from_eager(future) }
    }
}
