//! The current scheduler of a call, kept for later.
#![forbid(unsafe_code)]

use core::future::Future;
use core::ops::Deref;

#[cfg(feature = "tokio")]
use super::TokioScheduler;
#[cfg(feature = "rt")]
use super::default;
use super::{INSTALLED, TaskScheduler};
use crate::ValueTask;

/// See [`CurrentScheduler`](super::CurrentScheduler).
pub(crate) enum Surrounding {
    Installed(&'static dyn TaskScheduler),
    #[cfg(feature = "tokio")]
    Tokio(TokioScheduler),
}

impl Surrounding {
    /// Returns the current scheduler of this call, if there is one.
    #[inline]
    pub(crate) fn here() -> Option<Self> {
        if let Some(installed) = INSTALLED.get() {
            return Some(Self::Installed(&**installed));
        }
        #[cfg(feature = "tokio")]
        if let Some(runtime) = TokioScheduler::try_current() {
            return Some(Self::Tokio(runtime));
        }
        #[cfg(feature = "rt")]
        return Some(Self::Tokio(default::started().clone()));
        #[cfg(not(feature = "rt"))]
        None
    }

    /// Schedules a future, as [`TaskScheduler::schedule`]. A tokio runtime stores it in one block with its own task.
    #[inline]
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        match self {
            Self::Installed(installed) => installed.schedule(ValueTask::from_future(work)),
            #[cfg(feature = "tokio")]
            Self::Tokio(runtime) => runtime.spawn(work),
        }
    }
}

impl Deref for Surrounding {
    type Target = dyn TaskScheduler;

    #[inline]
    fn deref(&self) -> &Self::Target {
        match self {
            Self::Installed(installed) => *installed,
            #[cfg(feature = "tokio")]
            Self::Tokio(runtime) => runtime,
        }
    }
}
