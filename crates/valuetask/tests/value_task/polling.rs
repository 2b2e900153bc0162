//! Tasks as their user sees them: created, checked and polled.
//!
//! ready · from_future · start · from_poll · is_completed and try_result at each stage · conversions · Debug · panics

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::Poll;

use crate::util::{Once, pause, poll};
use valuetask::__private::awaited;
use valuetask::{LocalValueTask, ValueTask};

#[test]
fn a_ready_task_returns_its_value_to_the_first_poll() {
    assert!(ValueTask::ready(7).is_completed());
    assert_eq!(ValueTask::ready(7).try_result().ok(), Some(7));
    assert_eq!(poll(&mut ValueTask::ready(7)), Poll::Ready(7));
    assert_eq!(pollster::block_on(ValueTask::ready(7)), 7);
}

#[test]
fn from_future_runs_nothing_before_the_first_poll() {
    let mut ran = false;
    let mut task = ValueTask::from_future(async { ran = true });
    assert!(!task.is_completed());
    assert_eq!(poll(&mut task), Poll::Ready(()));
    drop(task);
    assert!(ran);
}

#[test]
fn start_runs_up_to_the_first_suspension() {
    let mut steps = 0;
    let mut task = ValueTask::start(async {
        steps += 1;
        Once::default().await;
        steps += 1;
        steps
    });
    assert!(!task.is_completed());
    assert_eq!(poll(&mut task), Poll::Ready(2));
    drop(task);
    assert!(ValueTask::start(async { 7 }).is_completed());
}

#[test]
fn from_poll_drives_a_borrowed_operation() {
    let mut log = vec![];
    let mut task = ValueTask::from_poll(&mut log, |log, _| {
        log.push(log.len());
        if log.len() == 3 { Poll::Ready("done") } else { Poll::Pending }
    });
    assert_eq!([poll(&mut task), poll(&mut task)], [Poll::Pending, Poll::Pending]);
    assert_eq!(poll(&mut task), Poll::Ready("done"));
    drop(task);
    assert_eq!(log, [0, 1, 2]);
}

#[test]
fn try_result_returns_a_pending_task_unchanged() {
    let task = ValueTask::from_future(async { 7 });
    let mut task = task.try_result().expect_err("pending");
    assert_eq!(poll(&mut task), Poll::Ready(7));
}

#[test]
fn a_task_that_gave_its_value_is_no_longer_completed() {
    let mut task = ValueTask::ready(7);
    assert_eq!(poll(&mut task), Poll::Ready(7));
    assert!(!task.is_completed());
    assert!(task.try_result().is_err());
}

#[test]
fn debug_tells_the_stage_and_consumes_nothing() {
    let mut task = ValueTask::ready(7);
    assert_eq!(format!("{task:?}"), "ValueTask(Ready)");
    assert_eq!(poll(&mut task), Poll::Ready(7));
    assert_eq!(format!("{task:?}"), "ValueTask(Taken)");
    let mut task = LocalValueTask::from_future(async { 7 });
    assert_eq!(format!("{task:?}"), "LocalValueTask(Pending)");
    assert_eq!(poll(&mut task), Poll::Ready(7));
}

#[test]
fn a_value_converts_and_defaults() {
    assert_eq!(ValueTask::from(7).try_result().ok(), Some(7));
    assert_eq!(ValueTask::<u32>::default().try_result().ok(), Some(0));
    assert_eq!(LocalValueTask::<u32>::default().try_result().ok(), Some(0));
}

#[test]
fn a_boxed_future_becomes_a_task_and_a_task_a_boxed_future() {
    let borrowed = String::from("seven");
    let boxed: Pin<Box<dyn Future<Output = usize> + Send + '_>> = Box::pin(async { borrowed.len() });
    let task = ValueTask::from(boxed);
    let boxed = Pin::<Box<dyn Future<Output = usize> + Send + '_>>::from(task);
    assert_eq!(pollster::block_on(boxed), 5);

    let local: Pin<Box<dyn Future<Output = usize>>> = Box::pin(async { 7 });
    let local = Pin::<Box<dyn Future<Output = usize>>>::from(LocalValueTask::from(local));
    assert_eq!(pollster::block_on(local), 7);
}

#[test]
fn a_pending_task_may_move_between_polls() {
    let mut task = ValueTask::from_future(async {
        let value = 7;
        let borrow = &value;
        Once::default().await;
        *borrow
    });
    assert_eq!(poll(&mut task), Poll::Pending);
    let mut moved = Box::new(task);
    assert_eq!(poll(&mut *moved), Poll::Ready(7));
}

fn message_of(panic: Box<dyn std::any::Any + Send>) -> String {
    *panic.downcast::<String>().unwrap_or_else(|panic| Box::new(panic.downcast::<&str>().expect("a text").to_string()))
}

#[test]
fn polling_again_after_the_value_panics_with_a_remedy() {
    let expected =
        "a ValueTask or PooledFuture was polled after it had returned its value: await it once and keep the value";
    for mut task in [ValueTask::ready(7), ValueTask::from_future(async { 7 })] {
        assert_eq!(poll(&mut task), Poll::Ready(7));
        let panic = catch_unwind(AssertUnwindSafe(|| poll(&mut task))).expect_err("polled twice");
        assert_eq!(message_of(panic), expected);
    }
}

#[test]
fn a_panic_in_the_future_comes_out_of_poll_and_leaves_nothing_to_poll() {
    let mut task = ValueTask::<()>::from_future(async { panic!("inside") });
    let panic = catch_unwind(AssertUnwindSafe(|| poll(&mut task))).expect_err("panicked");
    assert_eq!(message_of(panic), "inside");
    assert_eq!(format!("{task:?}"), "ValueTask(Taken)");
}

#[test]
fn a_panic_under_start_comes_out_of_the_call() {
    let panic = catch_unwind(|| ValueTask::<()>::start(async { panic!("at once") }).is_completed());
    assert_eq!(message_of(panic.expect_err("panicked")), "at once");
}

#[test]
fn a_local_task_is_completed_when_its_value_is_ready_and_not_before() {
    let mut task = LocalValueTask::from_future(async {
        pause().await;
        7
    });
    assert!(!task.is_completed());
    assert!(poll(&mut task).is_pending() && !task.is_completed());
    assert!(LocalValueTask::ready(7).is_completed());
}

#[test]
fn a_task_shows_its_state_over_an_await() {
    let asked = awaited(ValueTask::from_future(std::future::ready(7))).__valuetask_ask();
    let mut pending = asked.pending();
    assert!(format!("{pending:?}").contains("Pending"), "{pending:?}");
    assert_eq!(poll(&mut pending), Poll::Ready(7));
    assert!(format!("{pending:?}").contains("Finished"), "{pending:?}");
}
