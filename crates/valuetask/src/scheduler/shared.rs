//! What workers share: a queue of each, one of the outside, and those who sleep.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use core::iter;

use super::queue::Queue;
use super::sleepers::Sleepers;

/// Queues, and who waits for them to fill.
pub(super) struct Shared<W> {
    /// One of each worker, by its number.
    queues: Box<[Queue<W>]>,
    /// What was scheduled by other threads.
    outside: Queue<W>,
    sleepers: Sleepers,
}

impl<W> Shared<W> {
    pub(super) fn new(workers: usize) -> Self {
        let queues = iter::repeat_with(Queue::new).take(workers).collect();
        Self { queues, outside: Queue::new(), sleepers: Sleepers::new(workers) }
    }

    /// Work of a worker, or of another thread.
    pub(super) fn push(&self, worker: Option<usize>, work: W) {
        worker.map_or(&self.outside, |number| &self.queues[number]).push(work);
        self.sleepers.wake_one();
    }

    /// Something to do, from wherever there is something: the worker's own queue, or that of the outside and the others.
    pub(super) fn find(&self, number: usize, others_first: bool) -> Option<W> {
        let count = self.queues.len();
        let own = &self.queues[number];
        let others = || {
            let steal = |step: usize| self.queues[(number + step) % count].share(2, own);
            let found = self.outside.share(count, own).or_else(|| (1..count).find_map(steal));
            if found.is_some() && !own.is_empty() {
                // Whoever looked while the share was on its way saw neither queue with it.
                self.sleepers.wake_one();
            }
            found
        };
        if others_first { others().or_else(|| own.pop()) } else { own.pop().or_else(others) }
    }

    /// Sleeps until there is something to do.
    #[cold]
    pub(super) fn wait(&self, number: usize) -> W {
        loop {
            self.sleepers.enter(number);
            let found = match self.find(number, false) {
                Some(found) if self.sleepers.leave(number) => return self.found(found),
                None => {
                    self.sleepers.wait(number);
                    self.find(number, false)
                }
                found => found,
            };
            // Woken: it is the one that searched.
            self.sleepers.stop_searching();
            if let Some(found) = found {
                return self.found(found);
            }
        }
    }

    /// If there is more, another one is woken.
    fn found(&self, found: W) -> W {
        if !self.outside.is_empty() || self.queues.iter().any(|queue| !queue.is_empty()) {
            self.sleepers.wake_one();
        }
        found
    }
}
