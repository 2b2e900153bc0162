//! The workers of the default scheduler: a thread for each core, each with a queue that the others help themselves from.
//!
//! A worker does first what it woke or spawned last, as that is what it has at hand; after a few such pieces it takes one from its
//! queue, so that nothing there waits for ever. Work from other threads comes by a queue of its own.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use alloc::format;
use core::cell::Cell;
use core::iter;
use core::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::OnceLock;
use std::thread;

use async_task::{Builder, Runnable, ScheduleInfo, WithInfo};

use super::queue::Queue;
use super::sleepers::Sleepers;
use crate::ValueTask;

/// So many pieces a worker does out of its hand before it looks at its queue.
const AT_HAND: u32 = 16;
/// Every so often a worker looks at what others have, or came from outside, before it looks at its queue: work that goes on without end
/// in its own must not keep it from helping a worker that is held up.
const OTHERS_FIRST: u32 = 61;

/// All of them.
pub(super) struct Workers {
    queues: Box<[Queue<Runnable>]>,
    /// What was scheduled by other threads.
    outside: Queue<Runnable>,
    sleepers: Sleepers,
}

std::thread_local! {
    /// The number of the worker that this thread is.
    static NUMBER: Cell<Option<usize>> = const { Cell::new(None) };
    /// What it does next.
    static AT_ONCE: Cell<Option<Runnable>> = const { Cell::new(None) };
}

impl Workers {
    /// The workers, which are started if they aren't yet.
    #[inline]
    fn get() -> &'static Self {
        static WORKERS: OnceLock<&'static Workers> = OnceLock::new();
        WORKERS.get_or_init(Self::start)
    }

    fn start() -> &'static Self {
        let count = thread::available_parallelism().map_or(1, usize::from);
        let queues = iter::repeat_with(Queue::new).take(count).collect();
        let workers: &'static Self =
            Box::leak(Box::new(Self { queues, outside: Queue::new(), sleepers: Sleepers::new() }));
        for number in 0..count {
            let named = thread::Builder::new().name(format!("valuetask-worker-{number}"));
            let started = named.spawn(move || workers.work(number));
            assert!(number > 0 || started.is_ok(), "valuetask can't start a worker thread: {started:?}");
        }
        workers
    }

    #[inline]
    pub(super) fn spawn(work: ValueTask<'static>) {
        let workers = Self::get();
        let schedule = WithInfo(move |runnable, info| workers.schedule(runnable, info));
        let (runnable, task) = Builder::new().spawn(|()| work, schedule);
        task.detach();
        runnable.schedule();
    }

    #[inline]
    fn schedule(&self, runnable: Runnable, info: ScheduleInfo) {
        let Some(number) = NUMBER.get() else {
            self.outside.push(runnable);
            return self.sleepers.wake_one();
        };
        let waiting = if info.woken_while_running { Some(runnable) } else { AT_ONCE.replace(Some(runnable)) };
        if let Some(waiting) = waiting {
            self.queues[number].push(waiting);
            self.sleepers.wake_one();
        }
    }

    fn work(&self, number: usize) {
        NUMBER.set(Some(number));
        let (mut done, mut at_hand) = (0_u32, 0);
        loop {
            let next = if at_hand < AT_HAND { AT_ONCE.take() } else { None };
            at_hand = if next.is_some() { at_hand + 1 } else { 0 };
            let others_first = done.is_multiple_of(OTHERS_FIRST);
            let next = next.or_else(|| self.find(number, others_first)).or_else(|| AT_ONCE.take());
            let runnable = next.unwrap_or_else(|| self.wait(number));
            done = done.wrapping_add(1);
            // What tasks are made of catches panics; other work may not, and the thread goes on all the same.
            if let Err(payload) = catch_unwind(AssertUnwindSafe(|| runnable.run())) {
                super::forget_panic(payload);
            }
        }
    }

    /// Something to do, from wherever there is something: the worker's own queue, or that of the outside and the others.
    fn find(&self, number: usize, others_first: bool) -> Option<Runnable> {
        let count = self.queues.len();
        let own = &self.queues[number];
        let others = || {
            let steal = |step: usize| self.queues[(number + step) % count].share(2, own);
            self.outside.share(count, own).or_else(|| (1..count).find_map(steal))
        };
        if others_first { others().or_else(|| own.pop()) } else { own.pop().or_else(others) }
    }

    /// Sleeps until there is something to do.
    #[cold]
    fn wait(&self, number: usize) -> Runnable {
        loop {
            self.sleepers.enter(number);
            let found = self.find(number, false);
            if found.is_none() {
                self.sleepers.wait(number);
            } else if self.sleepers.leave(number) {
                return self.found(found);
            }
            // Woken: it searches.
            let found = found.or_else(|| self.find(number, false));
            self.sleepers.stop_searching();
            if found.is_some() {
                return self.found(found);
            }
        }
    }

    /// If there is more, another one is woken.
    fn found(&self, found: Option<Runnable>) -> Runnable {
        if !self.outside.is_empty() || self.queues.iter().any(|queue| !queue.is_empty()) {
            self.sleepers.wake_one();
        }
        found.expect("it was found")
    }
}
