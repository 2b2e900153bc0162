//! Whether a task or future has returned its value.

use std::panic::{AssertUnwindSafe, catch_unwind};

use valuetask::{LocalPooledFuture, LocalValueTask, PooledFuture, ValueTask};

use crate::util::{pause, poll};

/// Polls until the future is ready: it is terminated after that, and not before.
macro_rules! terminates {
    ($future:expr) => {{
        let mut future = $future;
        let mut polls = 0;
        while !future.is_terminated() {
            polls += 1;
            assert_eq!(poll(&mut future).is_ready(), future.is_terminated());
        }
        polls
    }};
}

async fn seven() -> u32 {
    pause().await;
    7
}

#[test]
fn a_task_is_terminated_once_a_poll_has_returned_its_value() {
    assert_eq!(terminates!(ValueTask::ready(7)), 1);
    assert_eq!(terminates!(ValueTask::from_future(seven())), 2);
    assert_eq!(terminates!(ValueTask::start(seven())), 1);
    assert_eq!(terminates!(LocalValueTask::ready(7)), 1);
    assert_eq!(terminates!(LocalValueTask::from_future(seven())), 2);
    assert_eq!(terminates!(PooledFuture::new(seven())), 2);
    assert_eq!(terminates!(LocalPooledFuture::new(seven())), 2);
}

#[test]
fn a_task_that_is_ready_was_completed_and_not_terminated() {
    let mut task = ValueTask::ready(7);
    assert!(task.is_completed() && !task.is_terminated());
    assert!(poll(&mut task).is_ready());
    assert!(!task.is_completed() && task.is_terminated());
}

#[test]
fn a_future_that_has_panicked_is_terminated() {
    let mut task = ValueTask::<()>::from_future(async { panic!("no answer") });
    assert!(catch_unwind(AssertUnwindSafe(|| poll(&mut task))).is_err());
    assert!(task.is_terminated());
}

#[cfg(feature = "futures")]
#[test]
fn a_loop_over_the_select_of_futures_gets_each_value_once() {
    let (mut one, mut other) =
        (ValueTask::from_future(seven()), PooledFuture::new(async { seven().await + seven().await }));
    let mut sum = 0;
    pollster::block_on(async {
        loop {
            futures_util::select! {
                value = one => sum += value,
                value = other => sum += value,
                complete => break,
            }
        }
    });
    assert_eq!(sum, 21);
}
