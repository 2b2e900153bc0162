//! Schedulers of spawned work and timers: the trait [`TaskScheduler`], and the [`CurrentScheduler`] one.
//!
//! [`Task::spawn`](crate::Task::spawn), [`spawn_blocking`](crate::Task::spawn_blocking) and [`delay`](crate::Task::delay) use the
//! [current scheduler](CurrentScheduler), which is the first of these that exists:
//!
//! 1. The scheduler that the application [installed](install).
//! 2. The tokio runtime that surrounds the call (feature `tokio`).
//! 3. The [default scheduler](DefaultScheduler) of this crate (feature `rt`): a tokio runtime that is started on first use.
//!
//! Methods whose names end in `_on` take a scheduler.
//!
//! The feature `rt` isn't for WebAssembly, where tokio has no threads. There, use the feature `tokio` inside a runtime of one thread, or a
//! custom scheduler.
//!
//! # Custom schedulers
//!
//! A scheduler polls futures until they are ready, calls closures on threads that may block, and keeps time. The example `smol_scheduler`
//! does that with smol's executor.
//!
//! ```
//! use std::thread;
//! use std::time::Duration;
//! use valuetask::scheduler::TaskScheduler;
//! use valuetask::{Task, TaskCompletionSource, ValueTask};
//!
//! /// A thread for everything: simple, and slow.
//! struct Threads;
//!
//! impl TaskScheduler for Threads {
//!     fn schedule(&self, work: ValueTask<'static>) {
//!         thread::spawn(|| pollster::block_on(work));
//!     }
//!
//!     fn schedule_blocking(&self, work: Box<dyn FnOnce() + Send>) {
//!         thread::spawn(work);
//!     }
//!
//!     fn delay(&self, duration: Duration) -> ValueTask<'static> {
//!         let source = TaskCompletionSource::new();
//!         let elapsed = source.task().clone();
//!         thread::spawn(move || {
//!             thread::sleep(duration);
//!             source.set_result(())
//!         });
//!         ValueTask::from_future(async move {
//!             elapsed.join().await;
//!         })
//!     }
//! }
//!
//! let sum = Task::spawn_on(&Threads, async { 1 + 2 });
//! assert_eq!(pollster::block_on(sum), Ok(3));
//! pollster::block_on(Task::spawn_on(&Threads, Threads.delay(Duration::from_millis(1))))?;
//! # Ok::<(), valuetask::TaskError>(())
//! ```

#[cfg(feature = "rt")]
mod default;
#[cfg(feature = "tokio")]
mod timer;
#[cfg(feature = "tokio")]
mod tokio;
#[cfg(feature = "tokio")]
mod worker;

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::any::TypeId;
use core::fmt;
use core::future::Future;
use core::time::Duration;
use std::sync::OnceLock;
use std::time::Instant;

use crate::ValueTask;

#[cfg(feature = "tokio")]
pub use self::tokio::TokioScheduler;
#[cfg(feature = "rt")]
pub use default::DefaultScheduler;

/// A scheduler of spawned work and timers.
///
/// Work that this crate schedules for a task doesn't panic: it catches the panics of the user's code and of the wakers that it wakes. A
/// scheduler may drop work, for example because it is shutting down. The task is then faulted with [`Abandoned`](crate::Abandoned).
///
/// The [module](self) has an example.
pub trait TaskScheduler: Send + Sync {
    /// Schedules a future to be polled until it is ready, but not in this call.
    fn schedule(&self, work: ValueTask<'static>);

    /// Schedules a closure that may block or compute for long.
    ///
    /// It must not hold up [scheduled](Self::schedule) futures.
    fn schedule_blocking(&self, work: Box<dyn FnOnce() + Send>);

    /// Returns a value task that is ready once this much time has passed.
    ///
    /// Time passes from the call on, even if the value task isn't polled. If the time is more than can be measured, it is never ready. When
    /// the time is up, the scheduler wakes the waker of the last poll. A waker may run user code: wake it on a thread that may block, and
    /// catch its panics.
    fn delay(&self, duration: Duration) -> ValueTask<'static>;
}

/// Implements `TaskScheduler` by another scheduler.
macro_rules! forward {
    ($($(#[$cfg:meta])? [$($S:ident)?] $Scheduler:ty: |$this:pat_param| $to:expr),* $(,)?) => {$(
        $(#[$cfg])?
        impl$(<$S: TaskScheduler + ?Sized>)? TaskScheduler for $Scheduler {
            #[inline]
            #[track_caller]
            fn schedule(&self, work: ValueTask<'static>) {
                let $this = self;
                $to.schedule(work);
            }

            #[track_caller]
            fn schedule_blocking(&self, work: Box<dyn FnOnce() + Send>) {
                let $this = self;
                $to.schedule_blocking(work);
            }

            #[track_caller]
            fn delay(&self, duration: Duration) -> ValueTask<'static> {
                let $this = self;
                $to.delay(duration)
            }
        }
    )*};
}

forward! {
    [S] &S: |this| **this,
    [S] Box<S>: |this| **this,
    [S] Arc<S>: |this| **this,
    [] CurrentScheduler: |_| current().as_dyn(),
    #[cfg(feature = "rt")]
    [] DefaultScheduler: |_| default::started(),
}

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

/// The current scheduler at each call: see the [module](self).
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
    #[cfg(feature = "tokio")]
    Tokio(TokioScheduler),
}

impl Surrounding {
    /// Schedules a future, as [`TaskScheduler::schedule`]. A tokio runtime stores it in one block with its own task.
    #[inline]
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        match self {
            Self::Installed(installed) => installed.schedule(ValueTask::from_future(work)),
            #[cfg(feature = "tokio")]
            Self::Tokio(runtime) => worker::spawn(&runtime.0, work),
        }
    }

    pub(crate) fn as_dyn(&self) -> &dyn TaskScheduler {
        match self {
            Self::Installed(installed) => *installed,
            #[cfg(feature = "tokio")]
            Self::Tokio(runtime) => runtime,
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
    return Surrounding::Tokio(default::started().clone());
    #[cfg(not(feature = "rt"))]
    panic!(
        "there is no scheduler for a task here: turn on valuetask's feature `rt`, or call this inside a tokio runtime with the feature \
         `tokio`, or call valuetask::scheduler::install"
    );
}

/// Calls what blocks the thread. A worker hands its other work to another thread first.
pub(crate) fn block<R>(park: impl FnOnce() -> R) -> R {
    #[cfg(feature = "rt")]
    if worker::is_replaceable() {
        return ::tokio::task::block_in_place(park);
    }
    park()
}

/// Returns `true` if this time is more than can be measured, also when it is added to a later instant.
pub(crate) fn is_endless(duration: Duration) -> bool {
    duration.checked_mul(2).and_then(|twice| Instant::now().checked_add(twice)).is_none()
}
