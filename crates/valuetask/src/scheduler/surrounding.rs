//! The ambient scheduler of a call, kept for later.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use core::time::Duration;

#[cfg(feature = "rt")]
use super::DefaultScheduler;
#[cfg(feature = "tokio")]
use super::TokioScheduler;
use super::{INSTALLED, TaskScheduler};
use crate::ValueTask;

/// See [`Ambient`](super::Ambient).
pub(crate) enum Surrounding {
    Installed(&'static dyn TaskScheduler),
    #[cfg(feature = "tokio")]
    Tokio(TokioScheduler),
    #[cfg(feature = "rt")]
    Default,
}

impl Surrounding {
    /// Returns the ambient scheduler of this call, if there is one.
    #[inline]
    pub(crate) fn here() -> Option<Self> {
        if let Some(installed) = INSTALLED.get() {
            return Some(Self::Installed(&**installed));
        }
        #[cfg(feature = "tokio")]
        if let Some(surrounding) = TokioScheduler::try_current() {
            return Some(Self::Tokio(surrounding));
        }
        #[cfg(feature = "rt")]
        return Some(Self::Default);
        #[cfg(not(feature = "rt"))]
        None
    }

    #[inline]
    fn scheduler(&self) -> &dyn TaskScheduler {
        match self {
            Self::Installed(installed) => installed,
            #[cfg(feature = "tokio")]
            Self::Tokio(runtime) => runtime,
            #[cfg(feature = "rt")]
            Self::Default => &DefaultScheduler,
        }
    }
}

impl TaskScheduler for Surrounding {
    #[inline]
    fn schedule(&self, work: ValueTask<'static>) {
        self.scheduler().schedule(work);
    }

    fn schedule_blocking(&self, work: Box<dyn FnOnce() + Send>) {
        self.scheduler().schedule_blocking(work);
    }

    fn delay(&self, duration: Duration) -> ValueTask<'static> {
        self.scheduler().delay(duration)
    }
}
