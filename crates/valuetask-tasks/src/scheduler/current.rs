//! [`CurrentScheduler`]: the installed scheduler, the tokio runtime around a call, or the default one.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use core::any::TypeId;
use core::fmt;
use core::future::Future;
use core::time::Duration;
use std::sync::OnceLock;

#[cfg(feature = "rt")]
use super::default;
use super::timer::Timer;
#[cfg(feature = "tokio")]
use super::tokio::TokioScheduler;
use super::{TaskScheduler, forward};
#[cfg(feature = "tokio")]
use super::{sleeping, worker};
use valuetask::{PooledFuture, ValueTask};

/// The installed scheduler.
static INSTALLED: OnceLock<Box<dyn TaskScheduler>> = OnceLock::new();

/// Installs the current scheduler of the whole process, until the process ends.
///
/// Call this at the start of an application. Don't call it in a library.
///
/// # Errors
///
/// If a scheduler is installed already. The new one is dropped.
///
/// # Panics
///
/// If the scheduler is [`CurrentScheduler`], which forwards to the installed one. A box of `CurrentScheduler` isn't recognised, and
/// forwards to itself until the stack overflows. Install a scheduler that does the work.
#[track_caller]
pub fn install<S: TaskScheduler + 'static>(scheduler: S) -> Result<(), AlreadyInstalled> {
    assert!(
        TypeId::of::<S>() != TypeId::of::<CurrentScheduler>(),
        "valuetask's `CurrentScheduler` forwards to the installed scheduler: install one that does the work"
    );
    INSTALLED.set(Box::new(scheduler)).map_err(|_| AlreadyInstalled)
}

/// The error of [`install`]: a scheduler is installed already.
#[derive(Clone, Copy, Debug)]
pub struct AlreadyInstalled;

impl fmt::Display for AlreadyInstalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scheduler is installed already")
    }
}

impl core::error::Error for AlreadyInstalled {}

/// The current scheduler at each call: see the [module](super).
///
/// # Panics
///
/// Its methods panic if there is no scheduler: none was [installed](install), the feature `rt` is off, and the call isn't inside a tokio
/// runtime. Turn on `rt`, install a scheduler, or turn on `tokio` and call inside a runtime.
#[derive(Clone, Copy, Debug, Default)]
pub struct CurrentScheduler;

/// The current scheduler of a call, kept for later.
pub(crate) enum Surrounding {
    Installed(&'static dyn TaskScheduler),
    /// The runtime around the call.
    #[cfg(feature = "tokio")]
    Tokio(TokioScheduler),
    #[cfg(feature = "rt")]
    Default(&'static TokioScheduler),
}

#[cfg(feature = "tokio")]
impl From<TokioScheduler> for Surrounding {
    fn from(runtime: TokioScheduler) -> Self {
        Self::Tokio(runtime)
    }
}

impl Surrounding {
    /// Schedules a future, as [`TaskScheduler::schedule`]. A tokio runtime stores it in one block with its own task.
    #[inline]
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        match self {
            Self::Installed(installed) => installed.schedule(ValueTask::from_future(work)),
            #[cfg(feature = "tokio")]
            Self::Tokio(runtime) => worker::spawn(&runtime.0, work),
            #[cfg(feature = "rt")]
            Self::Default(runtime) => worker::spawn(&runtime.0, work),
        }
    }

    /// Creates a timer, whose waker spawns what has to be done. Called in the same call as [`current`].
    #[inline]
    pub(crate) fn timer<O: 'static>(&self, duration: Duration, outcome: fn() -> O) -> Timer<O> {
        match self {
            Self::Installed(installed) => {
                let elapsed = installed.delay(duration);
                let elapses = async move {
                    elapsed.await;
                    outcome()
                };
                PooledFuture::new(elapses).into()
            }
            #[cfg(feature = "tokio")]
            Self::Tokio(runtime) => sleeping::sleep(&runtime.0, duration, outcome),
            #[cfg(feature = "rt")]
            Self::Default(runtime) => runtime.timer(duration, outcome),
        }
    }

    fn as_dyn(&self) -> &dyn TaskScheduler {
        match self {
            Self::Installed(installed) => *installed,
            #[cfg(feature = "tokio")]
            Self::Tokio(runtime) => runtime,
            #[cfg(feature = "rt")]
            Self::Default(runtime) => *runtime,
        }
    }
}

/// Returns the current scheduler of this call.
#[inline]
#[track_caller]
pub(crate) fn current() -> Surrounding {
    if let Some(installed) = INSTALLED.get() {
        return Surrounding::Installed(&**installed);
    }
    #[cfg(feature = "tokio")]
    if let Some(runtime) = TokioScheduler::try_current() {
        return Surrounding::Tokio(runtime);
    }
    #[cfg(feature = "rt")]
    return Surrounding::Default(default::started());
    #[cfg(not(feature = "rt"))]
    panic!(
        "there is no scheduler for a task here: turn on valuetask-tasks' feature `rt`, or call this inside a tokio runtime with the feature \
         `tokio`, or call valuetask_tasks::scheduler::install"
    );
}

forward! {
    [] CurrentScheduler: |_| current().as_dyn(),
}
