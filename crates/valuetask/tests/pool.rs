//! The memory that the pool keeps and frees. The bounds are global, so the tests take turns.
#![cfg(not(valuetask_no_pool))]

#[path = "util/alloc.rs"]
mod counting;
mod util;

use std::sync::{Mutex, MutexGuard, mpsc};
use std::thread;

use counting::{Counting, bytes_kept};
use util::{Once, poll};
use valuetask::ValueTask;
use valuetask::pool::{self, Retention};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Enough slots to fill a thread and the stash by the default bounds. Under Miri, enough to fill a thread.
const MANY: usize = if cfg!(miri) { 400 } else { 100_000 };

/// The stash and the bounds are one for the process: a test that checks them runs alone, and begins with them empty.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    pool::set_retention(Retention::DEFAULT);
    turn
}

/// Makes, suspends and completes so many tasks, all of them alive at once.
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
    let kept = bytes_kept(|| burst(MANY));
    let stats = pool::stats();
    assert!(stats.thread_slots > 0 && stats.shared_slots > 0, "{stats:?}");
    assert!(stats.thread_bytes <= Retention::DEFAULT.thread, "{stats:?}");
    assert!(stats.shared_bytes <= Retention::DEFAULT.shared, "{stats:?}");
    assert_eq!(kept, (stats.thread_bytes + stats.shared_bytes) as isize, "what the allocator saw: {stats:?}");
}

#[test]
fn trim_frees_the_memory_of_this_thread_and_the_stash() {
    let _turn = alone();
    burst(MANY);
    pool::trim();
    let stats = pool::stats();
    assert_eq!((stats.thread_slots, stats.thread_bytes, stats.shared_slots, stats.shared_bytes), (0, 0, 0, 0));
    burst(10);
    assert!(pool::stats().thread_slots > 0, "the pool goes on after a trim");
}

#[test]
fn a_smaller_bound_holds_at_once() {
    let _turn = alone();
    burst(MANY);
    let small = Retention { thread: 4096, shared: 8192 };
    pool::set_retention(small);
    burst(MANY);
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
    (0..100).for_each(|_| burst(1));
    assert_eq!(pool::stats().allocations, before);
}

#[test]
fn surplus_of_one_thread_serves_another() {
    let _turn = alone();
    burst(MANY);
    let stashed = pool::stats().shared_slots;
    thread::spawn(|| {
        burst(1);
        burst(300);
    })
    .join()
    .expect("no panic");
    assert!(pool::stats().shared_slots < stashed, "the other thread took from the stash");
}

/// Makes and drops so many tasks, all alive at once, each in a slot or block of at least so many bytes.
fn burst_of<const BYTES: usize>(count: usize) {
    let make = || {
        ValueTask::from_future(async {
            let bytes = [1_u8; BYTES];
            Once::default().await;
            bytes[BYTES - 1]
        })
    };
    drop((0..count).map(|_| make()).collect::<Vec<_>>());
}

/// Every class of slots.
fn burst_of_all(count: usize) {
    burst_of::<8>(count);
    burst_of::<90>(count);
    burst_of::<200>(count);
    burst_of::<400>(count);
    burst_of::<900>(count);
    burst_of::<1900>(count);
    burst_of::<3900>(count);
}

/// Runs a part on another thread for each message, and returns the memory that it keeps.
struct Other {
    begin: mpsc::Sender<fn()>,
    kept: mpsc::Receiver<pool::Stats>,
}

impl Other {
    fn new() -> Self {
        let (begin, parts) = mpsc::channel::<fn()>();
        let (done, kept) = mpsc::channel();
        thread::spawn(move || {
            parts.iter().for_each(|part| {
                part();
                done.send(pool::stats()).expect("the test waits");
            });
        });
        Self { begin, kept }
    }

    fn kept_after(&self, part: fn()) -> pool::Stats {
        self.begin.send(part).expect("the thread waits");
        self.kept.recv().expect("no panic")
    }
}

const LARGE: Retention = Retention { thread: 1024 * 1024, shared: 1024 * 1024 };
const SMALL: Retention = Retention { thread: 16 * 1024, shared: 16 * 1024 };

#[test]
fn another_thread_keeps_its_memory_until_it_has_no_free_slot() {
    let _turn = alone();
    pool::set_retention(LARGE);
    let other = Other::new();
    let before = other.kept_after(|| burst_of_all(200)).thread_bytes;
    pool::set_retention(SMALL);
    assert!(before > SMALL.thread && before <= LARGE.thread, "{before}");
    assert_eq!(other.kept_after(|| burst_of::<8>(1)).thread_bytes, before, "a slot was free");
    assert_eq!(other.kept_after(|| burst_of::<5000>(1)).thread_bytes, 0, "no block was");
    assert!(other.kept_after(|| burst_of_all(200)).thread_bytes <= SMALL.thread);
}

#[test]
fn another_thread_keeps_its_memory_until_it_has_no_room() {
    let _turn = alone();
    pool::set_retention(SMALL);
    let other = Other::new();
    let before = other.kept_after(|| burst_of::<8>(100)).thread_bytes;
    pool::set_retention(LARGE);
    assert!(before > 0 && before <= SMALL.thread, "{before}");
    assert_eq!(other.kept_after(|| burst_of::<8>(1)).thread_bytes, before, "a slot was free, and room");
    let after = other.kept_after(|| burst_of::<8>(2000)).thread_bytes;
    assert!(after > SMALL.thread && after <= LARGE.thread, "{after}");
}

#[test]
fn magazines_filled_under_a_larger_bound_lift_no_thread_above_a_smaller_one() {
    let _turn = alone();
    pool::set_retention(LARGE);
    let other = Other::new();
    other.kept_after(|| burst_of_all(10));
    pool::set_retention(SMALL);
    let other = other.kept_after(|| burst_of_all(MANY / 20));
    assert!(other.thread_bytes <= SMALL.thread && other.shared_bytes <= SMALL.shared, "{other:?}");
    for count in [1, 10, 1] {
        burst_of_all(count);
        assert!(pool::stats().thread_bytes <= SMALL.thread, "{:?}", pool::stats());
    }
}

#[test]
fn a_magazine_has_a_fourteenth_of_a_threads_bytes_and_a_thread_has_two_of_a_class() {
    let _turn = alone();
    let a_magazine = Retention::DEFAULT.thread / 14 / 64;
    for (count, kept, stashed) in
        [(2 * a_magazine, 2 * a_magazine, 0), (2 * a_magazine + 1, a_magazine + 1, a_magazine)]
    {
        pool::trim();
        burst_of::<8>(count);
        assert_eq!((pool::stats().thread_slots, pool::stats().shared_slots), (kept, stashed), "{count}");
    }
}

#[test]
fn a_thread_reuses_all_memory_that_it_keeps() {
    let _turn = alone();
    let kept = 2 * (Retention::DEFAULT.thread / 14 / 64);
    burst_of::<8>(kept);
    let before = pool::stats().allocations;
    (0..3).for_each(|_| burst_of::<8>(kept));
    assert_eq!((pool::stats().allocations, pool::stats().shared_slots), (before, 0));
}

#[test]
fn the_stash_keeps_64_magazines_of_a_class() {
    let _turn = alone();
    pool::set_retention(Retention { thread: 14 * 64, shared: 1024 * 1024 });
    burst(80);
    let stats = pool::stats();
    assert_eq!((stats.thread_slots, stats.shared_slots), (2, 64), "a magazine holds one slot");
}

#[test]
fn the_stash_keeps_exactly_a_seventh_of_its_bytes_of_a_class() {
    let _turn = alone();
    pool::set_retention(Retention { thread: 14 * 64, shared: 7 * 64 * 5 });
    burst(80);
    assert_eq!(pool::stats().shared_slots, 5, "a magazine holds one slot");
    pool::set_retention(Retention { thread: 14 * 64, shared: 7 * 64 * 5 - 1 });
    burst(80);
    assert_eq!(pool::stats().shared_slots, 4);
}

#[test]
fn blocks_stay_within_four_times_the_bytes_of_slots() {
    let _turn = alone();
    let kept = bytes_kept(|| burst_of::<60_000>(10));
    let stats = pool::stats();
    assert_eq!((stats.thread_blocks, stats.thread_block_bytes), (4, 256 * 1024));
    assert_eq!((kept, stats.thread_slots, stats.shared_slots), (256 * 1024, 0, 0));
    assert_eq!(bytes_kept(pool::trim), -256 * 1024);
    assert_eq!((pool::stats().thread_blocks, pool::stats().thread_block_bytes), (0, 0));
}

#[test]
fn of_blocks_those_are_kept_that_were_returned_last() {
    let _turn = alone();
    burst_of::<5000>(1);
    burst_of::<60_000>(3);
    assert_eq!(pool::stats().thread_blocks, 4);
    burst_of::<120_000>(1);
    let stats = pool::stats();
    assert_eq!((stats.thread_blocks, stats.thread_block_bytes), (3, (8 + 64 + 128) * 1024), "the largest made room");
    burst_of::<250_000>(1);
    assert_eq!((pool::stats().thread_blocks, pool::stats().thread_block_bytes), (1, 256 * 1024));
    burst_of::<300_000>(1);
    assert_eq!((pool::stats().thread_blocks, pool::stats().thread_block_bytes), (1, 256 * 1024), "too large itself");
}

#[test]
fn a_block_has_a_mebibyte_at_most() {
    let _turn = alone();
    let large = || {
        pool::set_retention(Retention { thread: 1024 * 1024, shared: 0 });
        burst_of::<1_048_000>(1);
        let block = pool::stats().thread_block_bytes;
        pool::trim();
        burst_of::<1_048_576>(1);
        (block, pool::stats().thread_block_bytes)
    };
    let thread = thread::Builder::new().stack_size(64 * 1024 * 1024).spawn(large).expect("there are threads");
    assert_eq!(thread.join().expect("no panic"), (1024 * 1024, 0));
}

#[test]
fn every_slot_and_block_that_comes_from_the_global_allocator_is_counted() {
    let _turn = alone();
    let before = pool::stats().allocations;
    burst_of::<8>(3);
    burst_of::<5000>(2);
    burst_of::<8>(3);
    assert_eq!(pool::stats().allocations - before, 5);
}
