//! Tasks with a time limit: late at once, later, never.

use std::sync::mpsc;
use std::time::Duration;

use valuetask_tasks::{Task, TaskCompletionSource, TaskStatus, TimedOut};

use crate::error;

const SOON: Duration = Duration::from_millis(5);
const LATE: Duration = Duration::from_secs(3600);

/// B-TASK-033
#[test]
fn without_any_time_a_pending_task_is_late_at_once() {
    let source = TaskCompletionSource::<u32>::new();
    let late = source.task().with_timeout(Duration::ZERO);
    assert_eq!(late.status(), TaskStatus::Faulted);
    assert!(error(&late).downcast_ref::<TimedOut>().is_some());
    assert_eq!(Task::from_result(7).with_timeout(Duration::ZERO).result(), Some(Ok(&7)));
}

/// B-TASK-034
#[test]
fn a_task_that_is_late_goes_on_on_rt() {
    let source = TaskCompletionSource::new();
    let late = source.task().with_timeout(SOON);
    let failed = late.blocking_wait().expect_err("never set");
    assert!(failed.downcast_ref::<TimedOut>().is_some());
    source.set_result(42).expect("it's the first");
    assert_eq!(source.task().blocking_wait(), Ok(&42));
}

#[test]
fn time_passes_without_an_awaiter_on_rt() {
    let source = TaskCompletionSource::<u32>::new();
    let (told, heard) = mpsc::channel();
    let late = source.task().with_timeout(SOON);
    let _telling = late.continue_with(move |task| told.send(task.is_faulted()));
    assert_eq!(heard.recv(), Ok(true));
}

#[test]
fn a_task_in_time_ends_as_itself_on_rt() {
    let source = TaskCompletionSource::new();
    let (in_time, failed) = (source.task().with_timeout(LATE), TaskCompletionSource::<u32>::new());
    let fails = failed.task().with_timeout(LATE);
    source.set_result(7).expect("it's the first");
    failed.set_error("lost").expect("it's the first");
    assert_eq!(in_time.result(), Some(Ok(&7)));
    assert_eq!(error(&fails).to_string(), "lost");
}

/// B-TASK-036
#[test]
fn for_ever_is_the_task_itself() {
    let source = TaskCompletionSource::<u32>::new();
    assert!(source.task().with_timeout(Duration::MAX).ptr_eq(source.task()));
    let complete = Task::from_result(7);
    assert!(complete.with_timeout(SOON).ptr_eq(&complete));
}
