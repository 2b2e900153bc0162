//! A thread that ends leaves nothing behind, in any order in which its other thread-locals, which use tasks,
//! and the pool's are destroyed.
//!
//! | case          | registered first     | tasks are                                    |
//! |---------------|----------------------|----------------------------------------------|
//! | `churned`     | the pool's alone     | completed while the thread runs              |
//! | `kept_last`   | the pool's           | kept in a thread-local, and dropped by it    |
//! | `kept_first`  | the one that keeps   | kept in a thread-local, and dropped by it    |
//! | `made_last`   | the pool's           | made and completed by a thread-local's destructor |
//! | `made_first`  | the one that makes   | made and completed by a thread-local's destructor |
//! | `made_only`   | the pool's is never registered while the thread runs | made and completed by a thread-local's destructor |
//! | `both`        | the one that keeps   | kept by one, made by another                 |

#[path = "util/ledger.rs"]
mod ledger;
mod util;

use std::cell::RefCell;
use std::thread;

use ledger::{Ledger, live_bytes};
use util::{Once, poll};
use valuetask::{ValueTask, pool};

#[global_allocator]
static ALLOCATOR: Ledger = Ledger;

const THREADS: usize = if cfg!(miri) { 3 } else { 100 };

type Task = ValueTask<'static, u8>;

fn task<const SIZE: usize>() -> Task {
    ValueTask::from_future(async {
        let bytes = [7; SIZE];
        Once::default().await;
        bytes[SIZE - 1]
    })
}

/// Slots of several classes and a block, so many of each.
fn tasks(count: usize) -> Vec<Task> {
    (0..count).flat_map(|_| [task::<8>(), task::<300>(), task::<1500>(), task::<20_000>()]).collect()
}

fn churn() {
    for task in &mut tasks(20) {
        assert!(poll(task).is_pending());
        assert!(poll(task).is_ready());
    }
}

struct ChurnsWhenDropped;

impl Drop for ChurnsWhenDropped {
    fn drop(&mut self) {
        churn();
    }
}

thread_local! {
    static KEPT: RefCell<Vec<Task>> = const { RefCell::new(Vec::new()) };
    static MAKER: ChurnsWhenDropped = const { ChurnsWhenDropped };
}

fn register_keeper() {
    KEPT.with(|_| ());
}

fn register_maker() {
    MAKER.with(|_| ());
}

fn keep() {
    KEPT.with_borrow_mut(|kept| kept.extend(tasks(3)));
}

type Steps = &'static [fn()];

const CASES: [(&str, Steps); 7] = [
    ("churned", &[churn]),
    ("kept_last", &[churn, keep]),
    ("kept_first", &[register_keeper, keep, churn]),
    ("made_last", &[churn, register_maker]),
    ("made_first", &[register_maker, churn]),
    ("made_only", &[register_maker]),
    ("both", &[register_keeper, register_maker, keep]),
];

/// Returns the bytes that are left after a thread has taken these steps and the depot is empty.
fn left_by_a_thread_that(steps: Steps) -> isize {
    thread::spawn(move || steps.iter().for_each(|step| step())).join().expect("no panic");
    pool::trim();
    live_bytes()
}

#[test]
fn a_thread_that_ends_leaves_nothing_behind() {
    for (name, steps) in CASES {
        // The first thread makes the allocations that the process keeps.
        let mut before = left_by_a_thread_that(steps);
        let mut changes = Vec::with_capacity(THREADS);
        for _ in 0..THREADS {
            let now = left_by_a_thread_that(steps);
            if now != before {
                changes.push(now - before);
            }
            before = now;
        }
        // The thread of the test harness allocates at this time, too, once or twice.
        assert!(changes.len() <= 2, "{name}: {changes:?}");
    }
}
