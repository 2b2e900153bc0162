//! [`DefaultScheduler`]: a tokio runtime that is started on first use.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use core::mem;
use core::time::Duration;
use std::sync::OnceLock;

use ::tokio::runtime::Builder;

use super::tokio::TokioScheduler;
use super::{TaskScheduler, forward};
use valuetask::ValueTask;

/// The scheduler outside of any tokio runtime: a multi-thread runtime of this crate.
///
/// The runtime is started on first use and runs until the process ends. It has tokio's defaults: a worker for each core, up to 512
/// threads for blocking work, and a timer. The environment variable `TOKIO_WORKER_THREADS` sets the number of workers. The runtime has no
/// I/O driver. All its threads are named `valuetask`.
///
/// Spawned work that nothing can wake lasts until the process ends. As in tokio, a fork without `exec` isn't supported: the child has no
/// workers.
///
/// # Work that blocks
///
/// Spawned work that blocks uses [`blocking_wait`](crate::Task::blocking_wait), [`blocking_wait_timeout`](crate::Task::blocking_wait_timeout) or
/// [`blocking_wait_owned`](crate::Task::blocking_wait_owned): they hand the worker's other work to another thread first. Work that blocks in another way, or
/// computes for long, holds up the last work that it has spawned. Use [`Task::spawn_blocking`](crate::Task::spawn_blocking) for it.
///
/// # Panics
///
/// On first use, if the runtime's threads can't be started.
///
/// # Allocation
///
/// One for each piece of work. A delay takes three slots of the [pool](valuetask::pool), and a piece of work when its time is up.
#[derive(Clone, Copy, Debug, Default)]
pub struct DefaultScheduler;

forward! {
    [] DefaultScheduler: |_| started(),
}

pub(super) fn started() -> &'static TokioScheduler {
    static STARTED: OnceLock<TokioScheduler> = OnceLock::new();
    STARTED.get_or_init(|| {
        let built = Builder::new_multi_thread().thread_name("valuetask").enable_time().build();
        let runtime = built.expect("valuetask can't start the threads of its tokio runtime");
        let scheduler = TokioScheduler::new(runtime.handle().clone());
        // Dropping the runtime would end it.
        mem::forget(runtime);
        scheduler
    })
}
