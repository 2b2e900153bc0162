//! Where spawned work and timers go: [`TaskScheduler`], and who is asked when none is named.
//!
//! [`Task::spawn`](crate::Task::spawn), [`spawn_blocking`](crate::Task::spawn_blocking) and [`delay`](crate::Task::delay) ask the [`Ambient`] scheduler: the
//! first of these that there is.
//!
//! 1. The one that the application [installed](install).
//! 2. The tokio runtime that surrounds the call (feature `tokio`).
//! 3. The [default scheduler](DefaultScheduler) of this crate (feature `rt`): a tokio runtime that is started on first use.
//!
//! Their `_on` forms take a scheduler.
//!
//! The feature `rt` isn't for WebAssembly, where tokio has no threads. There, use the feature `tokio` inside a runtime of one thread, or a
//! scheduler of your own.
//!
//! # A scheduler of one's own
//!
//! It has three things to do: poll a future until it's ready, call a closure where blocking is harmless, and keep time. The example
//! `smol_scheduler` does that with smol's executor.
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
mod surrounding;
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
use core::panic::AssertUnwindSafe;
use core::time::Duration;
use std::panic::catch_unwind;
use std::sync::OnceLock;
use std::time::Instant;

use crate::{ValueTask, panics};

#[cfg(feature = "tokio")]
pub use self::tokio::TokioScheduler;
#[cfg(feature = "rt")]
pub use default::DefaultScheduler;
pub(crate) use surrounding::Surrounding;

/// A place where spawned work and timers go.
///
/// Work of a task catches its own panics, and those of the wakers that it wakes when it ends. A scheduler may drop work that it can't do,
/// because it is shutting down, say: the task is faulted with [`Abandoned`](crate::Abandoned) then.
///
/// The [module](self) has an example.
pub trait TaskScheduler: Send + Sync {
    /// Has this polled until it is ready. Not in this call.
    fn schedule(&self, work: ValueTask<'static>);

    /// Has this called where it may block, or compute for long, without holding up what was [scheduled](Self::schedule).
    fn schedule_blocking(&self, work: Box<dyn FnOnce() + Send>);

    /// Returns a task that is ready once this much time has passed: never, if that is more than can be measured.
    ///
    /// Time passes from the call on, whether the task is polled or not. When it's time, the waker of the last poll is woken, which may run inline
    /// continuations: wake it on a thread that may block, and catch its panics. `with_timeout` and its like poll the task in their call, again for
    /// as long as it wakes itself, until the [surrounding](Ambient) scheduler goes on with it after some rounds, if there is one.
    fn delay(&self, duration: Duration) -> ValueTask<'static>;
}

macro_rules! forward {
    ($($Pointer:ty),*) => {$(
        impl<S: TaskScheduler + ?Sized> TaskScheduler for $Pointer {
            fn schedule(&self, work: ValueTask<'static>) {
                (**self).schedule(work);
            }

            fn schedule_blocking(&self, work: Box<dyn FnOnce() + Send>) {
                (**self).schedule_blocking(work);
            }

            fn delay(&self, duration: Duration) -> ValueTask<'static> {
                (**self).delay(duration)
            }
        }
    )*};
}

forward!(&S, Box<S>, Arc<S>);

/// The scheduler that is installed.
static INSTALLED: OnceLock<Box<dyn TaskScheduler>> = OnceLock::new();

/// Installs the scheduler that is asked when none is named, before any other, for the whole process and for good.
///
/// That is for the application to do, at its start, and not for a library.
///
/// # Errors
///
/// If one is installed already: the new one is given back.
///
/// # Panics
///
/// If it is [`Ambient`], which asks the one that is installed. One that has it inside, such as a boxed one, isn't recognised, and asks
/// itself until the stack overflows: install what does the work.
#[track_caller]
pub fn install<S: TaskScheduler + 'static>(scheduler: S) -> Result<(), AlreadyInstalled<S>> {
    assert!(
        TypeId::of::<S>() != TypeId::of::<Ambient>(),
        "valuetask's `Ambient` asks the scheduler that is installed: install one that does the work"
    );
    let mut refused = Some(scheduler);
    INSTALLED.get_or_init(|| match refused.take() {
        Some(scheduler) => Box::new(scheduler),
        None => unreachable!("called once"),
    });
    refused.map_or(Ok(()), |refused| Err(AlreadyInstalled(refused)))
}

/// The refusal of [`install`], with the scheduler that wasn't installed.
#[derive(Clone, Copy)]
pub struct AlreadyInstalled<S>(
    /// The scheduler.
    pub S,
);

impl<S> fmt::Debug for AlreadyInstalled<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AlreadyInstalled(..)")
    }
}

impl<S> fmt::Display for AlreadyInstalled<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scheduler is installed already")
    }
}

impl<S> core::error::Error for AlreadyInstalled<S> {}

/// The scheduler that there is where it is used: see the [module](self).
///
/// # Panics
///
/// Each of its methods does where there is none: no scheduler was [installed](install), the call isn't inside a tokio runtime or the feature
/// `tokio` is off, and the feature `rt` is off.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ambient;

impl TaskScheduler for Ambient {
    #[inline]
    #[track_caller]
    fn schedule(&self, work: ValueTask<'static>) {
        ask(|scheduler| scheduler.schedule(work));
    }

    #[track_caller]
    fn schedule_blocking(&self, work: Box<dyn FnOnce() + Send>) {
        ask(|scheduler| scheduler.schedule_blocking(work));
    }

    #[track_caller]
    fn delay(&self, duration: Duration) -> ValueTask<'static> {
        ask(|scheduler| scheduler.delay(duration))
    }
}

/// Asks the first scheduler that there is.
#[inline]
#[track_caller]
fn ask<R>(question: impl FnOnce(&dyn TaskScheduler) -> R) -> R {
    match Surrounding::here() {
        Some(scheduler) => question(&scheduler),
        None => nobody(),
    }
}

/// Schedules work on the surrounding scheduler. Returns `false` if there is none. One that panics drops the work.
pub(crate) fn schedule_if_any(work: impl FnOnce() -> ValueTask<'static>) -> bool {
    let Some(scheduler) = Surrounding::here() else { return false };
    catch_unwind(AssertUnwindSafe(|| scheduler.schedule(work()))).unwrap_or_else(panics::discard);
    true
}

#[cold]
#[inline(never)]
#[track_caller]
fn nobody() -> ! {
    panic!(
        "there is no scheduler for a task here: turn on valuetask's feature `rt` for its own, or `tokio` and be inside a tokio runtime, or \
         call valuetask::scheduler::install"
    )
}

/// Calls what blocks the thread. A worker hands its other work to another thread first.
pub(crate) fn block<R>(park: impl FnOnce() -> R) -> R {
    #[cfg(feature = "rt")]
    if worker::is_replaceable() {
        return ::tokio::task::block_in_place(park);
    }
    park()
}

/// Whether this much time is more than can be measured, by whoever adds it to a later moment than this.
pub(crate) fn is_endless(duration: Duration) -> bool {
    duration.checked_mul(2).and_then(|twice| Instant::now().checked_add(twice)).is_none()
}
