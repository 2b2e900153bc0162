//! [`DefaultScheduler`]: the one that is used where there is no other.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use core::future::pending;
use core::time::Duration;

use futures_timer::Delay;

use super::blocking::BLOCKING;
use super::workers::Workers;
use super::{TaskScheduler, is_endless};
use crate::ValueTask;

/// The scheduler of this crate: a worker for each core, threads for blocking work as they are needed, and a timer.
///
/// Everything is started when it is first used, and stays until the process ends; threads for blocking work end when they have had
/// nothing to do for a while. Threads are named `valuetask-worker-N` and `valuetask-blocking-N`.
///
/// A worker that schedules work, or wakes it, does it next, on the same core; what is more than one piece lies in a queue that idle
/// workers help themselves from. Work that wakes itself goes to the end of the queue. Work that is pending and has no waker left anywhere
/// could never go on, and is dropped.
///
/// # Panics
///
/// When it's first used, if no thread can be started.
///
/// # Allocation
///
/// One for each piece of work.
#[derive(Clone, Copy, Debug, Default)]
pub struct DefaultScheduler;

impl TaskScheduler for DefaultScheduler {
    #[inline]
    fn schedule(&self, work: ValueTask<'static>) {
        Workers::spawn(work);
    }

    fn schedule_blocking(&self, work: Box<dyn FnOnce() + Send>) {
        BLOCKING.submit(work);
    }

    fn delay(&self, duration: Duration) -> ValueTask<'static> {
        if duration.is_zero() {
            return ValueTask::ready(());
        }
        if is_endless(duration) {
            return ValueTask::from_future(pending());
        }
        ValueTask::from_future(Delay::new(duration))
    }
}
