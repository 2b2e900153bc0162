//! `when_each`: the order · from the call on · a task twice · dropped, raced · moved out · wakers

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};

use valuetask_tasks::{Task, TaskCompletionSource, TaskStatus};

use super::combining::{Loud, fail, set, sources, tasks};
use super::{Wakes, completes_when_cloned};
use crate::util::poll;

/// B-COMB-018
#[test]
fn each_is_yielded_once_in_the_order_of_completion() {
    let sources = sources::<3>();
    let mut each = Task::when_each(tasks(&sources));
    let (wakes, waker) = Wakes::new();
    assert!(each.poll_next(&mut Context::from_waker(&waker)).is_pending());
    set(&sources[2], 2);
    assert_eq!(wakes.count(), 1);
    fail(&sources[0], "lost");
    sources[1].set_canceled().expect("it's the first");

    let mut seen = Vec::new();
    while let Some((index, task)) = pollster::block_on(each.next()) {
        seen.push((index, task.status()));
    }
    assert_eq!(seen, [(2, TaskStatus::Succeeded), (0, TaskStatus::Faulted), (1, TaskStatus::Canceled)]);
    assert_eq!(pollster::block_on(each.next()).map(|(index, _)| index), None);
}

/// B-COMB-023
#[test]
fn each_waits_from_the_call_on() {
    let sources = sources::<3>();
    let mut each = Task::when_each(tasks(&sources));
    [1, 2, 0].into_iter().for_each(|index| set(&sources[index], index));
    let mut next = || pollster::block_on(each.next()).map(|(index, _)| index);
    assert_eq!([next(), next(), next(), next()], [Some(1), Some(2), Some(0), None]);
}

/// B-COMB-021
#[test]
fn each_yields_a_task_twice_that_is_given_twice() {
    let [source] = sources();
    let mut each = Task::when_each([source.task().clone(), source.task().clone()]);
    set(&source, 7);
    let mut next = || pollster::block_on(each.next()).map(|(index, _)| index);
    assert_eq!([next(), next(), next()], [Some(0), Some(1), None]);
}

/// B-COMB-022
#[test]
fn each_that_is_dropped_or_raced_leaves_the_tasks_as_they_are() {
    let [source] = sources();
    let mut each = Task::when_each([source.task().clone()]);
    {
        let mut next = std::pin::pin!(each.next());
        assert!(poll(&mut next).is_pending());
    }
    set(&source, 7);
    assert!(matches!(pollster::block_on(each.next()), Some((0, _))));
}

/// The combinator has dropped it, so the result has one owner.
#[test]
fn each_yields_tasks_whose_results_are_moved_out() {
    for count in [1, 3, 40] {
        let (sources, tasks): (Vec<_>, Vec<_>) = (0..count).map(|_| TaskCompletionSource::channel()).unzip();
        let mut each = Task::when_each(tasks);
        sources.into_iter().for_each(|source| assert!(source.set_result(Loud).is_ok()));
        while let Some((_, task)) = pollster::block_on(each.next()) {
            assert!(pollster::block_on(task).is_ok());
        }
    }
}

/// A waker's `clone` is foreign code, which never runs under a lock.
#[test]
fn each_is_polled_with_a_waker_that_completes_a_task_while_it_is_cloned() {
    let [source] = sources();
    let mut each = Task::when_each([source.task().clone()]);
    let (waker, kept) = completes_when_cloned(source);
    assert!(matches!(each.poll_next(&mut Context::from_waker(&waker)), Poll::Ready(Some((0, _)))));
    // The stream, which is idle, has none of it.
    drop(waker);
    assert_eq!(kept.strong_count(), 0);
}

#[test]
fn each_leaks_no_task_where_a_waker_panics_when_it_is_dropped() {
    type Kept = (TaskCompletionSource<Arc<()>>, Arc<()>);

    const COMPLETES: &RawWakerVTable = &RawWakerVTable::new(clone, |_| (), |_| (), |_| ());
    const CLONED: &RawWakerVTable =
        &RawWakerVTable::new(|data| RawWaker::new(data, CLONED), |_| (), |_| (), |_| panic!("in a drop"));

    /// # Safety
    ///
    /// `kept` is that of a live `Kept`.
    unsafe fn clone(kept: *const ()) -> RawWaker {
        // SAFETY: the caller's promise.
        let (source, value) = unsafe { &*kept.cast::<Kept>() };
        source.set_result(Arc::clone(value)).expect("it's the first");
        RawWaker::new(kept, CLONED)
    }

    let kept: Kept = (TaskCompletionSource::new(), Arc::default());
    let mut each = Task::when_each([kept.0.task().clone()]);
    // SAFETY: `kept` outlives the waker, and its functions use nothing else.
    let waker = unsafe { Waker::new((&raw const kept).cast(), COMPLETES) };
    let polled = catch_unwind(AssertUnwindSafe(|| each.poll_next(&mut Context::from_waker(&waker)).is_ready()));
    assert!(polled.is_err());
    let (source, value) = kept;
    drop((each, source));
    assert_eq!(Arc::strong_count(&value), 1);
}
