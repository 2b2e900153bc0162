//! The exact allocations of sources.
//!
//! Under `--cfg valuetask_no_pool` every lease allocates, so there is nothing to count.
#![cfg(not(valuetask_no_pool))]

#[path = "../../valuetask/tests/util/alloc.rs"]
mod counting;
#[path = "../../valuetask/tests/util/left.rs"]
mod left;
#[path = "../../valuetask/tests/util/mod.rs"]
mod util;

use std::sync::mpsc;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use counting::{Counting, allocations, bytes_kept};
use left::Stays;
use util::{pause, poll};
use valuetask::pool::{self, Retention};
use valuetask::{Abandoned, ValueTask};
use valuetask_source::{Completer, CompletionPool, ManualResetSource, TaskSlot, from_source};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const ROUNDS: u64 = if cfg!(miri) { 100 } else { 20_000 };

#[test]
fn a_source_never_allocates_not_even_the_first_time() {
    static SOURCE: ManualResetSource<u64> = ManualResetSource::new();
    let on_a_fresh_thread = thread::spawn(|| {
        allocations(|| {
            for round in 0..ROUNDS {
                let mut task = SOURCE.next_task().unwrap();
                assert!(poll(&mut task).is_pending());
                SOURCE.complete(round).unwrap();
                assert_eq!(poll(&mut task), Poll::Ready(round));
                assert!(SOURCE.complete(round).is_err() && SOURCE.task().is_err());
            }
            let mut own = ManualResetSource::new();
            let (completer, mut task) = own.begin();
            assert!(poll(&mut task).is_pending());
            completer.complete(7);
            assert_eq!(poll(&mut task), Poll::Ready(7));
        })
    });
    assert_eq!(on_a_fresh_thread.join().unwrap(), 0);
}

#[test]
fn a_queue_of_a_pool_with_a_capacity_shrinks_after_a_peak() {
    let (many, pool) = (if cfg!(miri) { 200 } else { 10_000 }, CompletionPool::<u64>::with_capacity(1));
    let burst = |count: usize| {
        let held = pool.lease();
        let mut waiting: Vec<_> = (0..count).map(|_| pool.lease_when_free()).collect();
        assert!(waiting.iter_mut().all(|task| poll(task).is_pending()));
        drop(held);
        assert!(waiting.iter_mut().all(|task| poll(task).is_ready()));
    };
    burst(1);
    pool.trim();
    let kept = bytes_kept(|| {
        burst(many);
        (0..20).for_each(|_| burst(1));
        pool.trim();
    });
    assert!(kept < 4096, "{kept} bytes are kept");
}

#[test]
fn a_task_by_token_takes_a_slot_of_the_pool_if_it_is_pending() {
    let source = ManualResetSource::new();
    let round = || {
        let mut task = from_source(&source, source.reset().unwrap()).unwrap();
        assert!(poll(&mut task).is_pending());
        source.complete(7).unwrap();
        assert_eq!(poll(&mut task), Poll::Ready(7));
    };
    round();
    assert_eq!(allocations(|| (0..1000).for_each(|_| round())), 0);
    let ready = || {
        source.reset().unwrap();
        source.complete(7).unwrap();
        assert!(from_source(&source, source.token()).unwrap().is_completed());
    };
    assert_eq!(thread::scope(|scope| scope.spawn(|| allocations(ready)).join().unwrap()), 0);
}

/// Leases so many operations at once, and completes them.
fn burst(pool: &CompletionPool<u64>, leases: u64) {
    let leased: Vec<_> = (0..leases).map(|_| pool.try_lease().unwrap()).collect();
    for (number, (completer, mut reply)) in leased.into_iter().enumerate() {
        assert!(poll(&mut reply).is_pending());
        completer.complete(number as u64).unwrap();
        assert_eq!(poll(&mut reply), Poll::Ready(Ok(number as u64)));
    }
}

#[test]
fn a_lease_stops_allocating_after_the_first() {
    for pool in [CompletionPool::new(), CompletionPool::with_capacity(1)] {
        burst(&pool, 1);
        assert_eq!(allocations(|| (0..ROUNDS).for_each(|_| drop(pool.lease()))), 0);
        let each_way_out = |round| {
            let (completer, mut reply) = pool.lease();
            assert!(poll(&mut reply).is_pending());
            completer.complete(round).unwrap();
            assert_eq!(poll(&mut reply), Poll::Ready(Ok(round)));
            let (completer, reply) = pool.lease();
            drop(reply);
            assert_eq!(completer.complete(round), Err(round));
            let (completer, reply) = pool.lease();
            completer.complete(round).unwrap();
            drop(reply);
            let (completer, mut reply) = pool.lease();
            drop(completer);
            assert_eq!(poll(&mut reply), Poll::Ready(Err(Abandoned)));
        };
        assert_eq!(allocations(|| (0..ROUNDS).for_each(each_way_out)), 0);
    }
}

#[test]
fn a_pool_with_a_capacity_is_two_allocations_and_one_without_is_none() {
    assert_eq!(allocations(|| drop(CompletionPool::<u64>::with_capacity(8))), 2);
    assert_eq!(bytes_kept(|| drop(CompletionPool::<u64>::with_capacity(8))), 0);
    assert_eq!(allocations(|| drop(CompletionPool::<u64>::new())), 0);
}

#[test]
fn nothing_is_left_of_a_pool_that_is_gone_before_its_leases() {
    let round = || {
        let pool = CompletionPool::<u64>::with_capacity(2);
        let leases = [pool.try_lease(), pool.try_lease()];
        drop(pool);
        drop(leases);
    };
    round();
    assert_eq!(bytes_kept(round), 0);
}

#[test]
fn a_trimmed_pool_frees_memory() {
    let pool = CompletionPool::<[u64; 32]>::new();
    drop(pool.lease());
    assert!(bytes_kept(|| pool.trim()) < 0);
}

#[test]
fn a_hundred_at_once_stop_allocating_but_for_the_list_of_the_test() {
    let pool = CompletionPool::with_capacity(100);
    burst(&pool, 100);
    assert_eq!(allocations(|| (0..10).for_each(|_| burst(&pool, 100))), 10);
}

#[test]
fn waiting_for_a_lease_stops_allocating() {
    let pool = CompletionPool::<u64>::with_capacity(1);
    let round = || {
        let held = pool.try_lease().unwrap();
        let mut waiting = pool.lease_when_free();
        assert!(poll(&mut waiting).is_pending());
        drop(held);
        assert!(poll(&mut waiting).is_ready());
    };
    round();
    assert_eq!(allocations(|| (0..1000).for_each(|_| round())), 0);
}

#[test]
fn turns_that_are_given_up_between_others_leave_no_room_behind() {
    let pool = CompletionPool::<u64>::with_capacity(0);
    let wait = || {
        let mut waiting = pool.lease_when_free();
        assert!(poll(&mut waiting).is_pending());
        waiting
    };
    // The first waiter stays, and the others are dropped one after the other.
    let mut waiting = [wait(), wait(), wait()];
    waiting[1] = wait();
    assert_eq!(allocations(|| (0..1000).for_each(|round| waiting[1 + round % 2] = wait())), 0);
}

#[test]
#[cfg_attr(miri, ignore = "takes many leases until the threads have evened out")]
fn leases_made_on_one_thread_and_finished_on_another_stop_allocating() {
    const LEASES: u64 = 200_000;
    // On a slow machine this takes several intervals of the pool.
    pool::set_retention(Retention { interval: Duration::MAX, ..Retention::DEFAULT });
    static POOL: CompletionPool<u64> = CompletionPool::new();
    let (send, completers) = mpsc::sync_channel::<(u64, Completer<u64>)>(64);
    let (send_task, tasks) = mpsc::sync_channel(64);
    let complete = |(number, completer): (u64, Completer<u64>)| completer.complete(number).unwrap();
    let completing = thread::spawn(move || {
        completers.iter().take(LEASES as usize / 10).for_each(complete);
        allocations(|| completers.iter().for_each(complete))
    });
    let awaiting = thread::spawn(move || {
        let first: u64 = tasks.iter().take(LEASES as usize / 10).map(finish).sum();
        let mut rest = 0;
        let count = allocations(|| rest = tasks.iter().map(finish).sum());
        (first + rest, count)
    });
    let mut lease = |number| {
        let (completer, task) = POOL.lease();
        send.send((number, completer)).unwrap();
        send_task.send(task).unwrap();
    };
    // More than the two other threads keep: the depot has the rest.
    drop((0..1000).map(|_| POOL.lease()).collect::<Vec<_>>());
    (0..LEASES / 10).for_each(&mut lease);
    let leasing = allocations(|| (LEASES / 10..LEASES).for_each(&mut lease));
    drop((send, send_task));
    let (sum, awaiting) = awaiting.join().unwrap();
    assert_eq!((leasing, completing.join().unwrap(), awaiting), (0, 0, 0));
    assert_eq!(sum, LEASES * (LEASES - 1) / 2);
}

/// Polls until it is ready.
fn finish(mut reply: ValueTask<'static, Result<u64, Abandoned>>) -> u64 {
    loop {
        match poll(&mut reply) {
            Poll::Ready(value) => break value.expect("completed"),
            Poll::Pending => thread::yield_now(),
        }
    }
}

#[test]
fn a_slot_of_an_object_allocates_once() {
    let (mut slot, mut count) = (TaskSlot::<256>::new(), 0);
    let mut round = || {
        let mut task = slot.lazy(async {
            pause().await;
            count += 1;
        });
        assert!(poll(&mut task).is_pending());
        assert!(poll(&mut task).is_ready());
    };
    assert_eq!(
        thread::scope(|scope| scope.spawn(|| allocations(|| (0..1000).for_each(|_| round()))).join().unwrap()),
        1
    );
    assert_eq!(bytes_kept(|| drop(TaskSlot::<256>::new().start(pause()))), 0);
}

#[test]
fn a_future_larger_than_the_slot_is_stored_in_the_pool() {
    let mut slot = TaskSlot::<16>::new();
    let mut round = || {
        let large = [7_u8; 100];
        let mut task = slot.lazy(async move {
            pause().await;
            large[99]
        });
        assert!(poll(&mut task).is_pending());
        assert_eq!(poll(&mut task), Poll::Ready(7));
    };
    round();
    assert_eq!(allocations(|| (0..1000).for_each(|_| round())), 0);
}

#[test]
fn a_leaked_task_costs_a_slot_its_memory() {
    let mut slot = TaskSlot::<64>::new();
    let leak = |slot: &mut TaskSlot<64>| std::mem::forget(slot.start(Stays::with(())));
    // Their addresses are kept in a list with room for four.
    assert_eq!(allocations(|| (0..3).for_each(|_| leak(&mut slot))), 3 + 1);
    assert_eq!(bytes_kept(|| drop(slot)), 0, "nothing is freed under a pinned future");
}
