//! Schedulers of spawned work and timers: the trait [`TaskScheduler`], and the [`CurrentScheduler`] one.
//!
//! [`Task::spawn`](crate::Task::spawn), [`spawn_blocking`](crate::Task::spawn_blocking) and [`delay`](crate::Task::delay) use the
//! [current scheduler](CurrentScheduler), which is the first of these that exists:
//!
//! 1. The scheduler that the application [installed](install).
//! 2. The tokio runtime that surrounds the call (feature `tokio`).
//! 3. The [default scheduler](#the-default-scheduler) of this crate (feature `rt`): a tokio runtime that is started on first use.
//!
//! Methods whose names end in `_on` take a scheduler.
//!
//! # The default scheduler
//!
//! The runtime runs until the process ends. It has tokio's defaults: a worker for each core, up to 512 threads for blocking work, and a
//! timer. The environment variable `TOKIO_WORKER_THREADS` sets the number of workers. The runtime has no I/O driver. All its threads are
//! named `valuetask`. If they can't be started, the first use panics.
//!
//! Spawned work that nothing can wake lasts until the process ends. As in tokio, a fork without `exec` isn't supported: the child has no
//! workers.
//!
//! Spawned work that blocks uses [`blocking_wait`](crate::Task::blocking_wait),
//! [`blocking_wait_timeout`](crate::Task::blocking_wait_timeout) or [`blocking_wait_owned`](crate::Task::blocking_wait_owned): they hand
//! the worker's other work to another thread first. Work that blocks in another way, or computes for long, holds up the last work that it
//! has spawned. Use [`Task::spawn_blocking`](crate::Task::spawn_blocking) for it.
//!
//! A piece of work takes one allocation. A delay takes three slots of the [pool](valuetask::pool), and a piece of work when its time is up.
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
//! use valuetask_tasks::scheduler::TaskScheduler;
//! use valuetask::ValueTask;
//! use valuetask_tasks::{Task, TaskCompletionSource};
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
//!             elapsed.settled().await;
//!         })
//!     }
//! }
//!
//! let sum = Task::spawn_on(&Threads, async { 1 + 2 });
//! assert_eq!(pollster::block_on(sum), Ok(3));
//! pollster::block_on(Task::spawn_on(&Threads, Threads.delay(Duration::from_millis(1))))?;
//! # Ok::<(), valuetask_tasks::TaskError>(())
//! ```
#![forbid(unsafe_code)]

#[cfg(feature = "tokio")]
mod alarms;
#[cfg(feature = "tokio")]
mod clock;
mod current;
#[cfg(feature = "rt")]
mod default;
#[cfg(feature = "tokio")]
mod sleeping;
mod timer;
#[cfg(feature = "tokio")]
mod tokio;
#[cfg(feature = "tokio")]
mod worker;

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::time::Duration;

use valuetask::ValueTask;

#[cfg(feature = "tokio")]
pub use self::tokio::TokioScheduler;
pub use current::{AlreadyInstalled, CurrentScheduler, install};
pub(crate) use current::{Surrounding, current};
pub(crate) use timer::Timer;

/// A scheduler of spawned work and timers.
///
/// Work that this crate schedules for a task doesn't panic: it catches the panics of the user's code and of the wakers that it wakes. A
/// scheduler may drop work, for example because it is shutting down. The task is then faulted with [`Abandoned`](valuetask::Abandoned).
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
    /// Time passes from the call on, even if the value task isn't polled. If the time is more than can be measured, it is never ready. If the
    /// scheduler ends before the time is up, it is ready then, so that no awaiter waits for ever. When
    /// the time is up, the scheduler wakes the waker of the last poll. A waker may run user code: wake it on a thread that may block, and
    /// catch its panics.
    fn delay(&self, duration: Duration) -> ValueTask<'static>;
}

/// Implements `TaskScheduler` by another scheduler.
macro_rules! forward {
    ($([$($S:ident)?] $Scheduler:ty: |$this:pat_param| $to:expr),* $(,)?) => {$(
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
use forward;

forward! {
    [S] &S: |this| **this,
    [S] Box<S>: |this| **this,
    [S] Arc<S>: |this| **this,
}

/// Calls what blocks the thread. A worker hands its other work to another thread first.
pub(crate) fn block<R>(park: impl FnOnce() -> R) -> R {
    #[cfg(feature = "rt")]
    if worker::is_replaceable() {
        return ::tokio::task::block_in_place(park);
    }
    park()
}

/// Returns `true` if this time counts as endless. A shorter one can be added to any instant of the next centuries.
#[inline]
pub(crate) fn is_endless(duration: Duration) -> bool {
    const LONGEST: Duration = Duration::from_secs(100 * 366 * 24 * 3600);
    duration > LONGEST
}
