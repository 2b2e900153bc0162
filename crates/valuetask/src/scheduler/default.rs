//! [`DefaultScheduler`]: the one that is used where there is no other.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use core::future::pending;
use core::time::Duration;

use super::blocking::BLOCKING;
use super::timer::Timer;
use super::workers::Workers;
use super::{TaskScheduler, is_endless};
use crate::ValueTask;

/// The scheduler of this crate: a worker for each core, up to 512 threads for blocking work, and a timer.
///
/// Everything is started when it is first used, and stays until the process ends; threads for blocking work are started as they are needed,
/// and end when they have had nothing to do for a while. Workers are named `valuetask-w-N`, threads for blocking work `valuetask-b-N`, and
/// the timer's thread `futures-timer`.
///
/// A worker that schedules work, or wakes it, does it next, on the same core; what is more than one piece lies in a queue that idle
/// workers help themselves from. Work that wakes itself goes to the end of the queue. Work that is pending and has no waker left anywhere
/// could never go on, and is dropped.
///
/// The timer's thread runs no code of others. Spawned work that polls a [delay](TaskScheduler::delay) is only scheduled by it; any other
/// waker is woken by a worker, and so what [`with_timeout`](crate::Task::with_timeout) has ended by then goes on there: its inline
/// continuations, and whoever awaits it.
///
/// # Work that blocks
///
/// What a worker has scheduled or woken last nobody else takes until the piece that it is doing suspends or ends. So a piece that blocks until
/// that is done, by an executor's `block_on` or a channel, blocks for ever; and one that computes for long holds it up. Within spawned work
/// block by [`wait`](crate::Task::wait) and its like, which leave it to the other workers first, and compute in [`Task::spawn_blocking`](crate::Task::spawn_blocking).
/// There are no more workers than cores: if all of them block, nothing that is spawned goes on.
///
/// Nor are there more than 512 threads for blocking work. What is beyond that waits until one of them is free: if all 512 block until
/// such work is done, as closures do that run and wait for one another to that depth, they block for ever.
///
/// # Panics
///
/// When it's first used, if no thread can be started.
///
/// # Allocation
///
/// One for each piece of work, and one for each delay; for a delay that is polled with another waker than that of a piece of work, one
/// more, and when it wakes that, a piece of work.
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
        ValueTask::from_future(Timer::new(duration))
    }
}
