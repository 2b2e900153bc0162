//! A queue of work that several workers take from.
#![forbid(unsafe_code)]

use alloc::collections::VecDeque;
use core::sync::atomic::Ordering::Relaxed;

use crate::sync::{AtomicUsize, Mutex, lock};

/// First in, first out. Whether it is empty can be asked without its lock.
pub(super) struct Queue<W> {
    len: AtomicUsize,
    work: Mutex<VecDeque<W>>,
}

impl<W> Queue<W> {
    pub(super) fn new() -> Self {
        Self { len: AtomicUsize::new(0), work: Mutex::new(VecDeque::new()) }
    }

    /// Whether nothing was there a moment ago.
    pub(super) fn is_empty(&self) -> bool {
        // ORDERING: Relaxed: whoever must not miss anything has a fence of `Sleepers` before this.
        self.len.load(Relaxed) == 0
    }

    pub(super) fn push(&self, work: W) {
        let mut queue = lock(&self.work);
        queue.push_back(work);
        // ORDERING: Relaxed, written under the lock alone; what is in the queue is read under it.
        self.len.store(queue.len(), Relaxed);
    }

    pub(super) fn pop(&self) -> Option<W> {
        if self.is_empty() {
            return None;
        }
        let mut queue = lock(&self.work);
        let first = queue.pop_front();
        // ORDERING: as in `push`.
        self.len.store(queue.len(), Relaxed);
        first
    }

    /// Takes the first, and moves a part of the rest over: one in so many.
    pub(super) fn share(&self, parts: usize, with: &Self) -> Option<W> {
        if self.is_empty() {
            return None;
        }
        let (first, share) = {
            let mut queue = lock(&self.work);
            let first = queue.pop_front();
            let share = queue.len() / parts;
            let share: VecDeque<W> = queue.drain(..share).collect();
            // ORDERING: as in `push`.
            self.len.store(queue.len(), Relaxed);
            (first, share)
        };
        // Not under both locks at once, as two that share with one another would wait for ever.
        share.into_iter().for_each(|work| with.push(work));
        first
    }
}
