//! Tasks that wait for a lease are served in order, even if others are dropped at any moment.

use std::collections::VecDeque;
use std::task::Poll;

use valuetask::ValueTask;
use valuetask_source::{CompletionPool, Lease};

use crate::stress::Random;
use crate::util::{Wakes, poll, poll_with};

const CAPACITY: usize = 3;
const ROUNDS: u64 = if cfg!(miri) { 2 } else { 100 };
const STEPS: usize = if cfg!(miri) { 100 } else { 1_000 };

/// A pool, and its expected state.
struct Model<'a> {
    pool: &'a CompletionPool<u32>,
    held: Vec<Lease<u32>>,
    /// The pending tasks, in the order of their first polls.
    waiting: VecDeque<ValueTask<'a, Lease<u32>>>,
    /// The number of tasks that have a lease, and are ready at the next poll.
    served: usize,
}

impl Model<'_> {
    fn wait(&mut self) {
        let mut task = self.pool.lease_when_free();
        let is_free = self.held.len() + self.served < CAPACITY;
        match poll(&mut task) {
            Poll::Ready(lease) if is_free => self.held.push(lease),
            Poll::Pending if !is_free => self.waiting.push_back(task),
            polled => panic!("free: {is_free}, ready: {}", polled.is_ready()),
        }
    }

    fn poll(&mut self, at: usize) {
        let is_served = at < self.served;
        match poll(&mut self.waiting[at]) {
            Poll::Ready(lease) => {
                assert!(is_served, "it isn't its turn");
                self.waiting.remove(at);
                self.served -= 1;
                self.held.push(lease);
            }
            Poll::Pending => assert!(!is_served, "it was its turn"),
        }
    }

    fn give_up(&mut self, at: usize) {
        self.waiting.remove(at);
        if at < self.served {
            self.served -= 1;
            self.serve();
        }
    }

    fn give_back(&mut self, at: usize) {
        drop(self.held.swap_remove(at));
        self.serve();
    }

    /// The next turn comes when a lease is free.
    fn serve(&mut self) {
        self.served = self.waiting.len().min(self.served + 1);
    }

    fn check(&self) {
        let stats = self.pool.stats().expect("it counts");
        let expected = (self.held.len() + self.served, self.waiting.len() - self.served);
        assert_eq!((stats.leased, stats.waiting), expected);
    }
}

#[test]
fn turns_come_in_order_whichever_are_given_up() {
    for seed in 0..ROUNDS {
        let mut random = Random(seed);
        let pool = CompletionPool::with_capacity(CAPACITY);
        let mut model = Model { pool: &pool, held: vec![], waiting: VecDeque::new(), served: 0 };
        let more = 1 + random.below(6);
        for _ in 0..STEPS {
            match random.below(6 + more) {
                0 | 1 if !model.waiting.is_empty() => model.poll(random.below(model.waiting.len())),
                2 | 3 if !model.waiting.is_empty() => model.give_up(random.below(model.waiting.len())),
                4 | 5 if !model.held.is_empty() => model.give_back(random.below(model.held.len())),
                _ => model.wait(),
            }
            model.check();
        }
    }
}

#[test]
fn the_waker_of_the_last_poll_is_woken() {
    let pool = CompletionPool::<u32>::with_capacity(1);
    let held = pool.try_lease().expect("free");
    let mut waiting = pool.lease_when_free();
    let ((before, old), (after, new)) = (Wakes::new(), Wakes::new());
    assert!(poll_with(&mut waiting, &old).is_pending());
    assert!(poll_with(&mut waiting, &new).is_pending());
    drop(held);
    assert_eq!((before.count(), before.kept(), after.count()), (0, 0, 1));
}

#[test]
fn tasks_that_were_all_served_before_they_are_polled_are_ready_in_any_order() {
    const TASKS: usize = 100;
    let pool = CompletionPool::<u32>::with_capacity(TASKS);
    let held: Vec<_> = (0..TASKS).map(|_| pool.try_lease().expect("free")).collect();
    let mut waiting: Vec<_> = (0..TASKS).map(|_| pool.lease_when_free()).collect();
    assert!(waiting.iter_mut().all(|task| poll(task).is_pending()));
    drop(held);
    let (before, after) = waiting.split_at_mut(TASKS / 2);
    let leases: Vec<_> = before.iter_mut().rev().chain(after).map(poll).collect();
    assert!(leases.iter().all(Poll::is_ready));
    assert_eq!(pool.stats().map(|stats| (stats.leased, stats.waiting)), Some((TASKS, 0)));
}
