//! What the pool keeps and gives back. One test a process-wide bound, so they take turns.
#![cfg(not(any(valuetask_no_pool, miri)))]

#[path = "util/alloc.rs"]
mod counting;
mod util;

use std::cell::RefCell;
use std::sync::{Mutex, MutexGuard};
use std::thread;

use counting::{Counting, bytes_kept};
use util::{Once, poll};
use valuetask::ValueTask;
use valuetask::pool::{self, Retention};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The stash and the bounds are one for the process: whoever looks at them has them alone, and empty.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    pool::set_retention(Retention::DEFAULT);
    turn
}

/// Makes, suspends and finishes so many tasks, all of them alive at once.
fn burst(count: usize) {
    let mut tasks: Vec<_> = (0..count)
        .map(|key| {
            ValueTask::start(async move {
                Once::default().await;
                key
            })
        })
        .collect();
    for task in &mut tasks {
        assert!(poll(task).is_ready());
    }
}

#[test]
fn a_burst_of_live_tasks_leaves_no_more_than_the_bounds() {
    let _turn = alone();
    let kept = bytes_kept(|| burst(100_000));
    let stats = pool::stats();
    assert!(stats.thread_slots > 0 && stats.shared_slots > 0, "{stats:?}");
    assert!(stats.thread_bytes <= Retention::DEFAULT.thread, "{stats:?}");
    assert!(stats.shared_bytes <= Retention::DEFAULT.shared, "{stats:?}");
    assert_eq!(kept, (stats.thread_bytes + stats.shared_bytes) as isize, "what the allocator saw: {stats:?}");
}

#[test]
fn trim_gives_back_what_this_thread_and_the_stash_keep() {
    let _turn = alone();
    burst(10_000);
    pool::trim();
    let stats = pool::stats();
    assert_eq!((stats.thread_slots, stats.thread_bytes, stats.shared_slots, stats.shared_bytes), (0, 0, 0, 0));
    burst(10);
    assert!(pool::stats().thread_slots > 0, "the pool goes on after a trim");
}

#[test]
fn a_smaller_bound_holds_at_once() {
    let _turn = alone();
    burst(10_000);
    let small = Retention { thread: 4096, shared: 8192 };
    pool::set_retention(small);
    burst(10_000);
    let stats = pool::stats();
    assert!(stats.thread_bytes <= small.thread && stats.shared_bytes <= small.shared, "{stats:?}");
}

#[test]
fn a_bound_of_nothing_keeps_nothing() {
    let _turn = alone();
    pool::set_retention(Retention { thread: 0, shared: 0 });
    burst(100);
    let stats = pool::stats();
    assert_eq!((stats.thread_slots, stats.shared_slots), (0, 0));
}

#[test]
fn allocations_stand_still_in_steady_state() {
    let _turn = alone();
    burst(1);
    let before = pool::stats().allocations;
    (0..1000).for_each(|_| burst(1));
    assert_eq!(pool::stats().allocations, before);
}

#[test]
fn surplus_of_one_thread_serves_another() {
    let _turn = alone();
    burst(10_000);
    let stashed = pool::stats().shared_slots;
    thread::spawn(|| {
        burst(1);
        burst(300);
    })
    .join()
    .expect("no panic");
    assert!(pool::stats().shared_slots < stashed, "the other thread took from the stash");
}

thread_local! {
    static KEPT: RefCell<Option<ValueTask<'static, usize>>> = const { RefCell::new(None) };
    static MAKES_ONE_WHEN_DROPPED: MakesOneWhenDropped = const { MakesOneWhenDropped };
}

struct MakesOneWhenDropped;

impl Drop for MakesOneWhenDropped {
    fn drop(&mut self) {
        burst(3);
    }
}

#[test]
fn tasks_may_be_dropped_and_made_by_thread_local_destructors() {
    let _turn = alone();
    for pool_first in [false, true] {
        thread::spawn(move || {
            // Destructors run in an order that depends on who registered first, so both are tried.
            if pool_first {
                burst(3);
            }
            KEPT.set(Some(ValueTask::start(async {
                Once::default().await;
                7
            })));
            MAKES_ONE_WHEN_DROPPED.with(|_| ());
            burst(3);
        })
        .join()
        .expect("no panic");
    }
}
