//! Workers that have nothing to do, and how they are woken when there is something.
//!
//! Whoever puts work into a queue then calls [`Sleepers::wake_one`]; whoever finds all queues empty calls [`Sleepers::enter`], looks
//! once more, and waits. Each has a fence between what it writes and what it reads, so either the work is seen by who looks, or
//! the sleeper by who put it there.
//!
//! One woken worker at a time searches. While it does, nobody else is woken: it wakes the next when it has found something and
//! there is more, and looks once more before it sleeps.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::iter;
use core::sync::atomic::Ordering::{Relaxed, SeqCst};

use crate::sync::{AtomicBool, AtomicUsize, Condvar, Mutex, fence, lock, wait};

/// The list of those who sleep.
pub(super) struct Sleepers {
    /// How many are in the list.
    asleep: AtomicUsize,
    /// Whether one was woken that hasn't found anything yet.
    searching: AtomicBool,
    /// Their numbers.
    list: Mutex<Vec<usize>>,
    /// One for each worker, notified once it is off the list.
    off_list: Box<[Condvar]>,
}

impl Sleepers {
    pub(super) fn new(workers: usize) -> Self {
        Self {
            asleep: AtomicUsize::new(0),
            searching: AtomicBool::new(false),
            list: Mutex::new(Vec::with_capacity(workers)),
            off_list: iter::repeat_with(Condvar::new).take(workers).collect(),
        }
    }

    /// Wakes one, if there is one and none searches. Called after work was put into a queue.
    pub(super) fn wake_one(&self) {
        // ORDERING: SeqCst pairs with the fence in `enter` and in `stop_searching`: store to a queue and load from here, there
        // the other way round.
        fence(SeqCst);
        // ORDERING: Relaxed, as the fence is before it.
        if self.asleep.load(Relaxed) == 0 || self.searching.load(Relaxed) {
            return;
        }
        let woken = {
            let mut list = lock(&self.list);
            // ORDERING: Relaxed: set to true under the lock alone.
            if self.searching.load(Relaxed) {
                return;
            }
            let woken = list.pop();
            if woken.is_some() {
                self.searching.store(true, Relaxed);
            }
            self.asleep.store(list.len(), Relaxed);
            woken
        };
        if let Some(worker) = woken {
            self.off_list[worker].notify_one();
        }
    }

    /// The worker that searched has found something, or gives up. It has to look at the queues after this.
    pub(super) fn stop_searching(&self) {
        // ORDERING: Relaxed, as the fence is after it.
        self.searching.store(false, Relaxed);
        // ORDERING: SeqCst pairs with the fence in `wake_one`.
        fence(SeqCst);
    }

    /// Puts a worker on the list. It has to look at the queues after this.
    pub(super) fn enter(&self, worker: usize) {
        let mut list = lock(&self.list);
        list.push(worker);
        // ORDERING: Relaxed, as the fence is after it.
        self.asleep.store(list.len(), Relaxed);
        drop(list);
        // ORDERING: SeqCst pairs with the fence in `wake_one`.
        fence(SeqCst);
    }

    /// Takes a worker off the list that has found something; whether it was still there. Otherwise it was woken and searches.
    #[must_use]
    pub(super) fn leave(&self, worker: usize) -> bool {
        let mut list = lock(&self.list);
        let place = list.iter().position(|asleep| *asleep == worker);
        place.map(|place| list.remove(place));
        // ORDERING: Relaxed: who reads too much finds the list as it is.
        self.asleep.store(list.len(), Relaxed);
        place.is_some()
    }

    /// Sleeps until it is woken; then it searches.
    pub(super) fn wait(&self, worker: usize) {
        let mut list = lock(&self.list);
        while list.contains(&worker) {
            list = wait(&self.off_list[worker], list);
        }
    }
}
