//! What a handle keeps, and the result that comes out of it.
//!
//! dropped unpolled, suspended, by its last handle · from a value task, a pooled future and a task · errors of its own

use std::future::{Future, IntoFuture, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::Poll;

use valuetask::{PooledFuture, ValueTask};
use valuetask_tasks::{Shared, Task, TaskCompletionSource, TaskError, TaskStatus};

use crate::Gate;
use crate::util::{Drops, Once, Wakes, pause, poll, poll_with};

#[test]
fn an_error_of_the_future_is_a_value_or_that_of_the_task() {
    let value = Shared::new(async { Err::<(), _>("no") });
    assert_eq!(value.blocking_wait(), Ok(&Err("no")));
    let error = Shared::try_new(async { Err::<(), _>("no") });
    assert_eq!(error.blocking_wait().expect_err("faulted").to_string(), "no");
}

#[test]
fn the_future_is_dropped_when_it_is_ready_or_with_the_last_handle() {
    let drops = Drops::default();
    let holding = || {
        let held = drops.value();
        Shared::new(async move {
            let _held = held;
            Once::default().await;
        })
    };
    drop(holding());
    assert_eq!(drops.count(), 1, "unpolled");
    let task = holding();
    assert!(poll(&mut task.get()).is_pending());
    let other = task.clone();
    drop(task);
    assert_eq!(drops.count(), 1, "there is another handle");
    drop(other);
    assert_eq!(drops.count(), 2, "suspended");
    let task = holding();
    assert_eq!(task.blocking_wait(), Ok(&()));
    assert_eq!(drops.count(), 3, "ready");
}

#[test]
fn a_waker_that_is_kept_keeps_no_future() {
    let (drops, gate) = (Drops::default(), Gate::default());
    let (held, inner) = (drops.value(), gate.clone());
    let task = Shared::new(async move {
        inner.pass().await;
        drop(held);
    });
    assert!(poll(&mut task.get()).is_pending());
    drop(task);
    assert_eq!(drops.count(), 1);
    gate.open();
}

/// B-TASK-007
#[test]
fn a_future_that_returns_the_cancellation_error_is_canceled() {
    let shared = Shared::try_new(async { Err::<(), _>(TaskError::canceled()) });
    assert_eq!(pollster::block_on(shared.settled()), TaskStatus::Canceled);
}

#[test]
fn a_value_task_and_a_pooled_future_become_shared() {
    assert_eq!(Shared::from(ValueTask::ready(7)).result(), Some(Ok(&7)));
    let pauses = || async {
        pause().await;
        7
    };
    for shared in [Shared::from(ValueTask::from_future(pauses())), Shared::new(PooledFuture::new(pauses()))] {
        assert!(!shared.is_completed());
        assert_eq!(shared.clone().blocking_wait_owned(), Ok(7));
        assert_eq!(shared.blocking_wait(), Ok(&7));
    }
}

#[test]
fn a_task_becomes_shared_in_a_map_of_both() {
    let source = TaskCompletionSource::new();
    let entries = [Shared::from(Task::from_result(7)), Shared::from(source.task().clone()), Shared::new(async { 7 })];
    assert_eq!(entries.each_ref().map(Shared::is_completed), [true, false, false]);
    source.set_result(7).expect("it's the first");
    assert!(entries.iter().all(|entry| entry.blocking_wait() == Ok(&7)));
    assert!(entries[1].ptr_eq(&entries[1].clone()) && !entries[1].ptr_eq(&entries[2]));
    assert!(Shared::from(Task::<u32>::canceled()).blocking_wait().is_err());
}

#[test]
fn a_result_is_moved_to_the_last_handle() {
    /// Must not be cloned.
    #[derive(Debug, PartialEq)]
    struct Moved(u32);

    impl Clone for Moved {
        fn clone(&self) -> Self {
            panic!("cloned")
        }
    }

    assert_eq!(pollster::block_on(Shared::new(async { Moved(7) }).into_future()), Ok(Moved(7)));
    assert_eq!(Shared::from(ValueTask::ready(Moved(7))).blocking_wait_owned(), Ok(Moved(7)));
}

#[test]
fn one_of_two_handles_leaves_the_future_to_the_other() {
    let gate = Gate::default();
    let task = gate.shared();
    let mut first = task.clone().into_future();
    assert!(poll(&mut first).is_pending());
    drop(first);
    gate.open();
    assert_eq!(pollster::block_on(task.into_future()), Ok(7));
}

#[test]
fn the_only_handle_polls_no_future_that_sleeps() {
    let polls = Arc::new(AtomicUsize::new(0));
    let (gate, counter) = (Gate::default(), Arc::clone(&polls));
    let passes = gate.clone();
    let task = Shared::new(async move {
        let mut passing = pin!(passes.pass());
        poll_fn(|cx| {
            counter.fetch_add(1, SeqCst);
            passing.as_mut().poll(cx)
        })
        .await;
        7
    });
    assert!(poll(&mut task.get()).is_pending());
    let (wakes, waker) = Wakes::new();
    let mut last = task.into_future();
    assert!(poll_with(&mut last, &waker).is_pending());
    assert_eq!(polls.load(SeqCst), 1, "it sleeps");
    gate.open();
    assert_eq!(wakes.count(), 1);
    assert_eq!(poll_with(&mut last, &waker), Poll::Ready(Ok(7)));
}

#[test]
fn the_only_handle_polls_a_future_that_was_woken_with_its_own_waker() {
    let gate = Gate::default();
    let task = gate.shared();
    assert!(poll(&mut task.get()).is_pending());
    gate.knock();
    let (wakes, waker) = Wakes::new();
    let mut last = task.into_future();
    assert!(poll_with(&mut last, &waker).is_pending());
    gate.open();
    assert_eq!(wakes.count(), 1);
    assert_eq!(poll_with(&mut last, &waker), Poll::Ready(Ok(7)));
}

#[test]
fn a_pooled_future_is_shared_as_a_task() {
    let mut runs = 0;
    let task = Shared::new(PooledFuture::new(async move {
        pause().await;
        runs += 1;
        runs
    }));
    assert_eq!((pollster::block_on(task.clone()), pollster::block_on(task)), (Ok(1), Ok(1)));
    let drops = Drops::default();
    let held = drops.value();
    drop(Shared::new(PooledFuture::new(async move {
        pause().await;
        drop(held);
    })));
    assert_eq!(drops.count(), 1);
}
