//! The exact allocations of joins.
#![cfg(not(valuetask_no_pool))]

#[path = "../../valuetask/tests/util/alloc.rs"]
mod counting;
#[path = "../../valuetask/tests/util/mod.rs"]
mod util;

use std::future::poll_fn;
use std::hint::black_box;
use std::task::Poll;

use counting::{Counting, allocations, in_steady_state};
use util::{number, pause, poll};
use valuetask::{PooledFuture, ValueTask};
use valuetask_tasks::{join, try_join, try_when_all, when_all, when_any, when_each_at_most};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn fallible(n: u64) -> ValueTask<'static, Result<u64, String>> {
    ValueTask::from_future(async move {
        pause().await;
        Ok(n)
    })
}

#[test]
fn a_join_of_ready_tasks_allocates_nothing_not_even_a_slot() {
    let count = allocations(|| {
        let joined = join((ValueTask::ready(black_box(1)), ValueTask::ready(black_box("two"))));
        assert!(joined.is_completed());
        let joined = try_join((ValueTask::ready(Ok::<_, u8>(black_box(1))), ValueTask::ready(Ok(black_box("two")))));
        assert!(joined.is_completed());
    });
    assert_eq!(count, 0);
}

#[test]
fn a_join_of_pending_tasks_allocates_nothing_in_steady_state() {
    let twelve = || {
        let n = number;
        let mut joined = join((n(0), n(1), n(2), n(3), n(4), n(5), n(6), n(7), n(8), n(9), n(10), n(11)));
        assert!(poll(&mut joined).is_pending());
        assert!(poll(&mut joined).is_ready());
    };
    assert_eq!(in_steady_state(twelve), 0);
    let two = || {
        let mut joined = try_join((fallible(1), fallible(2)));
        assert!(poll(&mut joined).is_pending());
        assert!(poll(&mut joined).is_ready());
    };
    assert_eq!(in_steady_state(two), 0);
}

#[test]
fn all_of_many_is_one_allocation_ready_or_pending() {
    let ready = || {
        let all = when_all((0..100).map(ValueTask::<u64>::ready));
        assert_eq!(all.try_result().map(|values| values.len()).ok(), Some(100));
    };
    assert_eq!(in_steady_state(ready), 1);
    let pending = || {
        let mut all = when_all((0..100).map(number));
        assert!(poll(&mut all).is_pending());
        assert!(poll(&mut all).is_ready());
    };
    assert_eq!(in_steady_state(pending), 1);
    let dropped = || assert!(poll(&mut when_all((0..100).map(number))).is_pending());
    assert_eq!(in_steady_state(dropped), 1);
}

#[test]
fn any_of_many_is_one_allocation() {
    for count in [10, 100] {
        let any = || {
            let mut any = when_any((0..count).map(number)).expect("there are tasks");
            assert!(poll(&mut any).is_pending());
            assert!(poll(&mut any).is_ready());
        };
        assert_eq!(in_steady_state(any), 1);
    }
}

#[test]
fn any_is_no_allocation_where_the_first_is_ready_already() {
    let round = || {
        let any = when_any(std::iter::repeat_with(|| ValueTask::ready(black_box(1)))).expect("endless");
        assert_eq!(any.try_result().ok(), Some((0, 1)));
        let all = try_when_all(std::iter::repeat_with(|| ValueTask::ready(Err::<u8, _>(black_box(1)))));
        assert_eq!(all.try_result().ok(), Some(Err(1)));
    };
    assert_eq!(in_steady_state(round), 0);
}

#[test]
fn all_or_an_error_is_one_allocation() {
    let all = || {
        let mut all = try_when_all((0..100).map(fallible));
        assert!(poll(&mut all).is_pending());
        assert!(poll(&mut all).is_ready());
    };
    assert_eq!(in_steady_state(all), 1);
}

#[test]
fn a_join_of_pooled_futures_allocates_as_of_tasks_that_are_pending() {
    let numbered = |n| PooledFuture::from(number(n));
    let checked = |n| PooledFuture::from(fallible(n));
    let two = || {
        let mut joined = (join((numbered(1), numbered(2))), try_join((checked(1), checked(2))));
        assert!(poll(&mut joined.0).is_pending() && poll(&mut joined.1).is_pending());
        assert!(poll(&mut joined.0).is_ready() && poll(&mut joined.1).is_ready());
    };
    assert_eq!(in_steady_state(two), 0);
    let all = || {
        let mut all = when_all((0..100).map(numbered));
        assert!(poll(&mut all).is_pending());
        assert!(poll(&mut all).is_ready());
    };
    assert_eq!(in_steady_state(all), 1);
}

#[test]
fn so_many_at_most_allocate_for_those_that_run_and_not_for_each_item() {
    let of = |items| {
        in_steady_state(move || {
            let mut each = when_each_at_most(4, (0..items).map(number));
            while !matches!(poll(&mut poll_fn(|cx| each.poll_next(cx))), Poll::Ready(None)) {}
        })
    };
    // The boxes, the list of them, and that of those that are due.
    assert_eq!((of(10), of(100)), (4 + 2, 4 + 2));
}
