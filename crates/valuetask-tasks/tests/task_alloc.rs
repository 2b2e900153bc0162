//! The exact allocations of tasks.
//!
//! Under `--cfg valuetask_no_pool` every task allocates, so there is nothing to count.
#![cfg(not(valuetask_no_pool))]

#[path = "../../valuetask/tests/util/alloc.rs"]
mod counting;
#[path = "../../valuetask/tests/util/mod.rs"]
mod util;

use std::future::{Future, IntoFuture};
use std::thread;

use counting::{Counting, allocations, bytes_kept};
use util::{Once, poll};
use valuetask::async_method;
use valuetask::pool::Retention;
use valuetask_tasks::{Shared, Task, TaskCompletionSource, TaskError};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const MANY: usize = if cfg!(miri) { 200 } else { 1_000_000 };
const SOME: usize = if cfg!(miri) { 20 } else { 1000 };

/// Returns the allocations of `work` in steady state.
fn steady(times: usize, work: impl Fn()) -> usize {
    work();
    allocations(|| (0..times).for_each(|_| work()))
}

#[test]
fn a_task_that_is_complete_without_a_size_never_allocates_not_even_a_slot_of_the_pool() {
    let on_a_thread_without_a_pool = thread::spawn(|| {
        allocations(|| {
            let done = Task::completed();
            assert!(poll(&mut done.clone().into_future()).is_ready());
            assert!(poll(&mut done.get()).is_ready());
            drop(Task::from_result(()));
        })
    });
    assert_eq!(on_a_thread_without_a_pool.join().expect("no panic"), 0);
}

/// Returns the allocations of what is made on a thread without a pool.
fn first<R: 'static>(make: fn() -> R) -> usize {
    let on_a_thread_without_a_pool = thread::spawn(move || {
        // The thread's cache is made once, and neither it nor the shared depot has slots of any size.
        drop(Task::from_result([0_u8; 3000]));
        valuetask::pool::trim();
        allocations(|| drop(make()))
    });
    on_a_thread_without_a_pool.join().expect("no panic")
}

#[test]
fn a_shared_future_is_two_allocations_where_the_pool_has_none() {
    assert_eq!(first(|| Shared::new(async { 7 })), 2);
}

#[test]
fn a_task_is_one_allocation_where_the_pool_has_none() {
    assert_eq!(first(|| Task::from_result(7)), 1);
    assert_eq!(
        first(|| TaskCompletionSource::<u64>::new().task().clone()),
        1 + 1,
        "and what holds the error that it's dropped with"
    );
}

#[test]
fn a_ready_result_stops_allocating_after_the_first() {
    assert_eq!(steady(SOME, || assert!(poll(&mut Task::from_result(7).into_future()).is_ready())), 0);
    assert_eq!(steady(SOME, || drop(Task::from_result(String::new()))), 0);
}

#[test]
fn a_source_without_other_handles_makes_no_error_when_it_is_dropped() {
    assert_eq!(steady(SOME, || drop(TaskCompletionSource::<u64>::new())), 0);
}

#[test]
fn a_source_that_is_awaited_and_set_stops_allocating_after_the_first() {
    let whole = |awaiters: usize| {
        let source = TaskCompletionSource::new();
        let mut gets: [_; 3] = std::array::from_fn(|_| source.task().get());
        gets[..awaiters].iter_mut().for_each(|get| assert!(poll(get).is_pending()));
        source.set_result(7).expect("it's the first");
        gets[..awaiters].iter_mut().for_each(|get| assert!(poll(get).is_ready()));
    };
    for awaiters in 0..=3 {
        assert_eq!(steady(SOME, || whole(awaiters)), 0, "{awaiters}");
    }
}

#[test]
fn a_shared_future_stops_allocating_after_the_first() {
    let suspends = || Shared::new(async { Once::default().await });
    let alone = || {
        let mut future = suspends().into_future();
        assert!(poll(&mut future).is_pending());
        assert!(poll(&mut future).is_ready());
    };
    let shared = || {
        let task = suspends();
        let (mut first, mut second) = (task.get(), task.get());
        assert!(poll(&mut first).is_pending());
        assert!(poll(&mut second).is_ready());
        assert!(poll(&mut first).is_ready());
    };
    let dropped = || assert!(poll(&mut suspends().get()).is_pending());
    let many = || {
        let task = Shared::new(std::future::pending::<()>());
        let mut gets: [_; 9] = std::array::from_fn(|_| task.get());
        gets.iter_mut().for_each(|get| assert!(poll(get).is_pending()));
    };
    let weak = || {
        let weak = suspends().downgrade();
        assert!(weak.upgrade().is_none());
    };
    assert_eq!((steady(SOME, alone), steady(SOME, shared), steady(SOME, dropped)), (0, 0, 0));
    assert_eq!((steady(SOME, many), steady(SOME, weak)), (0, 0));
}

#[async_method]
async fn lookup(key: u32) -> Shared<u32> {
    if key.is_multiple_of(2) {
        return key;
    }
    Once::default().await;
    key
}

#[test]
fn an_async_method_that_is_shared_stops_allocating_after_the_first() {
    assert_eq!(steady(SOME, || assert!(lookup(2).is_completed())), 0);
    assert_eq!(steady(SOME, || assert!(poll(&mut lookup(1).into_future()).is_pending())), 0);
}

#[test]
fn a_cancellation_stops_allocating_after_the_first() {
    let cancel = || {
        let source = TaskCompletionSource::<u32>::new();
        source.set_canceled().expect("it's the first");
        assert_eq!(
            poll(&mut source.task().into_future()).map(|outcome| outcome.is_err()),
            std::task::Poll::Ready(true)
        );
    };
    assert_eq!(steady(SOME, cancel), 0);
    assert_eq!(allocations(|| drop(TaskError::canceled().clone())), 0);
}

#[test]
fn a_short_chain_stops_allocating_after_the_first() {
    let chain = || {
        let source = TaskCompletionSource::new();
        let first = Shared::from(source.task().clone());
        let task = (0..8).fold(first, |before, _| Shared::try_new(async move { before.await }));
        let mut get = task.get();
        assert!(poll(&mut get).is_pending());
        source.set_result(7).expect("it's the first");
        assert!(poll(&mut get).is_ready());
    };
    assert_eq!(steady(SOME, chain), 0);
}

#[test]
fn a_task_that_is_awaited_and_abandoned_many_times_does_not_grow() {
    let source = TaskCompletionSource::<u32>::new();
    does_not_grow(|| source.task().get());
    let shared = Shared::new(std::future::pending::<u32>());
    does_not_grow(|| shared.get());
}

fn does_not_grow<F: Future + Unpin>(awaiter: impl Fn() -> F) {
    let come_and_go = || {
        let (mut first, mut second) = (awaiter(), awaiter());
        assert!(poll(&mut first).is_pending());
        assert!(poll(&mut second).is_pending());
    };
    come_and_go();
    let mut count = 0;
    assert_eq!(bytes_kept(|| count = steady(MANY / 10, come_and_go)), 0);
    assert_eq!(count, 0);
    let mut stays = awaiter();
    assert!(poll(&mut stays).is_pending());
    assert_eq!(steady(SOME, come_and_go), 0, "beside one that stays");
}

/// Memory is linear in the number of tasks: none refers to another.
#[test]
fn a_million_tasks_in_flight_cost_what_one_costs_each_and_leave_nothing() {
    // A thread's cache is made once.
    drop(Task::from_result(7));
    let bytes = bytes_kept(|| {
        let mut flight = Vec::with_capacity(MANY);
        let each = bytes_kept(|| flight.extend((0..MANY).map(|_| TaskCompletionSource::<u64>::new())));
        assert!(each <= 72 * MANY as isize, "{each}");
        let mut gets: Vec<_> = flight.iter().map(|source| source.task().get()).collect();
        gets.iter_mut().for_each(|get| assert!(poll(get).is_pending()));
        for (number, source) in flight.iter().enumerate() {
            source.set_result(number as u64).expect("it's the first");
        }
        let sum: u64 = gets.iter_mut().map(|get| sum_of(poll(get))).sum();
        assert_eq!(sum, (0..MANY as u64).sum());
    });
    let kept_by_the_pool = Retention::DEFAULT.thread + Retention::DEFAULT.shared;
    assert!(bytes <= kept_by_the_pool as isize, "{bytes}");
}

fn sum_of(polled: std::task::Poll<Result<&u64, &TaskError>>) -> u64 {
    match polled {
        std::task::Poll::Ready(Ok(value)) => *value,
        other => panic!("it's there: {other:?}"),
    }
}

#[test]
fn a_source_that_is_leaked_costs_its_cell_and_no_more() {
    let mut kept = None;
    // A thread's cache is made once.
    drop(Task::from_result(7));
    let leaked = bytes_kept(|| {
        let source = TaskCompletionSource::<u64>::new();
        let task = source.task().clone();
        // Freed only for leak checkers.
        kept = Some(source);
        let mut future = task.into_future();
        assert!(poll(&mut future).is_pending());
        drop(future);
        valuetask::pool::trim();
    });
    assert!(leaked <= 72, "{leaked}");
}

#[expect(dead_code, reason = "it compiles: a task may be awaited in a future that has to be `Send`")]
fn is_send() {
    fn send(_: impl Future + Send) {}
    send(async { Task::from_result(7).await });
}
