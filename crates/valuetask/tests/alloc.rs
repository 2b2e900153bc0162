//! The exact allocations that the documentation promises.
//!
//! Under `--cfg valuetask_no_pool` every pending task allocates, so there is nothing to count.
#![cfg(not(valuetask_no_pool))]

#[path = "util/alloc.rs"]
mod counting;
mod util;

use std::future::Future;
use std::hint::black_box;
use std::pin::Pin;
use std::sync::mpsc;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use counting::{Counting, allocations};
use util::{Once, poll};
use valuetask::pool::{self, Retention};
use valuetask::{ValueTask, async_method, value_task};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const CALLS: usize = if cfg!(miri) { 1000 } else { 1_000_000 };

trait Lookup {
    fn get(&self, key: u64) -> ValueTask<'_, u64>;
}

/// Even keys are ready, odd keys suspend.
struct Even;

impl Lookup for Even {
    fn get(&self, key: u64) -> ValueTask<'_, u64> {
        if key.is_multiple_of(2) {
            return ValueTask::ready(key);
        }
        ValueTask::from_future(async move {
            Once::default().await;
            key
        })
    }
}

#[test]
fn a_ready_call_never_allocates() {
    let lookup: &dyn Lookup = black_box(&Even);
    let count = allocations(|| {
        for _ in 0..CALLS {
            assert!(poll(&mut lookup.get(2)).is_ready());
        }
    });
    assert_eq!(count, 0);
}

/// A hit of each, where the second has an await that it doesn't reach.
#[value_task]
trait Cache: Send + Sync {
    async fn without_await(&self, key: u64) -> u64;
    async fn with_await(&self, key: u64) -> u64;
}

#[value_task]
impl Cache for Even {
    async fn without_await(&self, key: u64) -> u64 {
        key + 1
    }

    async fn with_await(&self, key: u64) -> u64 {
        if key > 1 {
            return key;
        }
        Once::default().await;
        key
    }
}

#[test]
fn a_hit_of_a_method_without_an_await_takes_not_even_a_slot() {
    let on_a_thread_without_a_pool = || {
        let cache: &dyn Cache = black_box(&Even);
        allocations(|| (0..CALLS).for_each(|_| assert_eq!(cache.without_await(6).try_result().ok(), Some(7))))
    };
    // The first call of a counted method adds the method to a list.
    assert!(Even.without_await(6).is_completed());
    assert_eq!(thread::spawn(on_a_thread_without_a_pool).join().expect("no panic"), 0);
}

#[test]
fn a_hit_of_a_method_with_an_await_stops_allocating_after_the_first() {
    let cache: &dyn Cache = black_box(&Even);
    let hit = || assert_eq!(cache.with_await(7).try_result().ok(), Some(7));
    hit();
    assert_eq!(allocations(|| (0..CALLS).for_each(|_| hit())), 0);
}

#[async_method]
async fn declared(key: u64) -> ValueTask<'static, u64> {
    if key > 1 {
        return key;
    }
    key + 1
}

#[async_method]
async fn declared_box(key: &u64) -> Pin<Box<dyn Future<Output = u64> + Send + '_>> {
    Once::default().await;
    *key
}

#[test]
fn a_declared_task_that_is_ready_never_allocates_not_even_a_slot_of_the_pool() {
    let on_a_thread_without_a_pool = thread::spawn(|| allocations(|| assert!(declared(black_box(1)).is_completed())));
    assert_eq!(on_a_thread_without_a_pool.join().expect("no panic"), 0);
    assert_eq!(allocations(|| (0..CALLS).for_each(|_| assert!(poll(&mut declared(black_box(2))).is_ready()))), 0);
}

#[test]
fn a_declared_box_is_one_allocation() {
    let call = || {
        let mut future = declared_box(&3);
        assert!(poll(&mut future).is_pending());
        assert!(poll(&mut future).is_ready());
    };
    // The first call of a counted method adds the method to a list.
    call();
    assert_eq!(allocations(call), 1);
}

#[test]
fn a_call_that_suspends_stops_allocating_after_the_first() {
    let lookup: &dyn Lookup = black_box(&Even);
    let call = || {
        let mut task = lookup.get(3);
        assert!(poll(&mut task).is_pending());
        assert!(poll(&mut task).is_ready());
    };
    call();
    assert_eq!(allocations(|| (0..CALLS).for_each(|_| call())), 0);
}

#[test]
fn a_dropped_call_returns_its_slot() {
    drop(Even.get(3));
    assert_eq!(allocations(|| (0..1000).for_each(|_| drop(Even.get(3)))), 0);
}

#[test]
fn a_borrowed_operation_stops_allocating_after_the_first() {
    let mut count = 0;
    let mut call = || {
        let mut task = ValueTask::from_poll(&mut count, |count, _| {
            *count += 1;
            Poll::Ready(*count)
        });
        assert!(poll(&mut task).is_ready());
    };
    call();
    assert_eq!(allocations(|| (0..1000).for_each(|_| call())), 0);
}

/// Makes, suspends and completes a task of so many bytes.
fn suspend_with<const SIZE: usize>() {
    let mut task = ValueTask::from_future(async {
        let bytes = black_box([1_u8; SIZE]);
        Once::default().await;
        bytes[SIZE - 1]
    });
    assert!(poll(&mut task).is_pending());
    assert!(poll(&mut task).is_ready());
}

#[test]
fn a_machine_of_up_to_a_mebibyte_stops_allocating_after_the_first() {
    suspend_with::<8>();
    for call in [suspend_with::<8192>, suspend_with::<65_536>, suspend_with::<{ 300 * 1024 }>] {
        assert_eq!(allocations(|| (0..100).for_each(|_| call())), 1);
    }
}

#[test]
fn large_machines_within_one_another_stop_allocating_after_the_first() {
    // Of other classes than in the other tests: a thread that looks for a slot of a large class has all of its free ones meanwhile.
    let call = || {
        let mut outer = ValueTask::from_future(async {
            let bytes = black_box([1_u8; 50_000]);
            suspend_with::<40_000>();
            Once::default().await;
            suspend_with::<12_000>();
            bytes[7]
        });
        assert!(poll(&mut outer).is_pending());
        assert!(poll(&mut outer).is_ready());
    };
    call();
    assert_eq!(allocations(|| (0..100).for_each(|_| call())), 0);
}

/// Aligned to a cache line, not at its start by chance.
#[repr(align(64))]
struct Line([u8; 64]);

#[test]
fn a_machine_that_is_more_aligned_than_16_allocates_each_time() {
    let aligned = || {
        let line = Line([1; 64]);
        drop(ValueTask::from_future(async move {
            let line = line;
            line.0[7]
        }));
    };
    assert_eq!(allocations(|| (0..10).for_each(|_| aligned())), 10);
}

#[test]
#[cfg_attr(miri, ignore = "takes a million calls until the threads have evened out")]
fn tasks_made_on_one_thread_and_finished_on_another_stop_allocating() {
    // On a slow machine this takes several intervals of the pool.
    pool::set_retention(Retention { interval: Duration::MAX, ..Retention::DEFAULT });
    let (to_finish, tasks) = mpsc::sync_channel::<ValueTask<'static, u64>>(64);
    let finisher = thread::spawn(move || {
        let first = tasks.iter().take(CALLS / 10).map(finish).sum::<u64>();
        let mut steady = 0;
        let count = allocations(|| steady = tasks.iter().map(finish).sum::<u64>());
        (first + steady, count)
    });
    let send = |key| to_finish.send(Even.get(key * 2 + 1)).expect("the finisher is there");
    (0..CALLS as u64 / 10).for_each(send);
    let count = allocations(|| (CALLS as u64 / 10..CALLS as u64).for_each(send));
    drop(to_finish);
    let (sum, finishers) = finisher.join().expect("no panic");
    assert_eq!(sum, (CALLS as u64).pow(2), "the sum of the odd numbers");
    assert_eq!((count, finishers), (0, 0), "allocations of the maker and of the finisher");
}

fn finish(mut task: ValueTask<'static, u64>) -> u64 {
    assert!(poll(&mut task).is_pending());
    match poll(&mut task) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it suspends once"),
    }
}
