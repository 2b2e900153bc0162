//! Tasks that are awaited with a token: canceled before, later, never; completed first; and their continuations.

use std::sync::mpsc;

use valuetask_tasks::cancel::CancellationToken;
use valuetask_tasks::{Task, TaskCompletionSource, TaskError, TaskStatus};

fn error<T>(task: &Task<T>) -> &TaskError {
    task.result().expect("complete").err().expect("an error")
}

/// B-TASK-035
#[test]
fn a_canceled_token_ends_the_waiting_and_the_task_goes_on() {
    let (source, token) = (TaskCompletionSource::new(), CancellationToken::new());
    let waiting = source.task().with_cancellation(&token);
    assert!(!waiting.is_completed());
    token.cancel();
    assert_eq!(waiting.status(), TaskStatus::Canceled);
    assert_eq!(error(&waiting).cancellation_token(), Some(&token));
    source.set_result(42).expect("it's the first");
    assert_eq!(source.task().result(), Some(Ok(&42)));
    assert_eq!(source.task().with_cancellation(&token).result(), Some(Ok(&42)));
}

#[test]
fn a_token_that_is_canceled_before_ends_the_waiting_at_once() {
    let (source, token) = (TaskCompletionSource::<u32>::new(), CancellationToken::new());
    token.cancel();
    assert!(source.task().with_cancellation(&token).is_canceled());
}

#[test]
fn a_task_that_is_completed_before_the_token_is_canceled_keeps_its_result() {
    let (source, token) = (TaskCompletionSource::new(), CancellationToken::new());
    let canceling = token.clone();
    // It runs before the callback of the waiting task, which finds the task complete.
    let _cancels = source.task().continue_with(move |_| canceling.cancel());
    let waiting = source.task().with_cancellation(&token);
    source.set_result(7).expect("it's the first");
    assert_eq!(waiting.result(), Some(Ok(&7)));
}

#[test]
fn a_token_that_is_never_canceled_changes_nothing() {
    let (source, token) = (TaskCompletionSource::new(), CancellationToken::new());
    let waiting = source.task().with_cancellation(&token);
    source.set_result(7).expect("it's the first");
    token.cancel();
    assert_eq!(waiting.result(), Some(Ok(&7)));
}

/// B-TASK-021
#[test]
fn a_continuation_of_a_task_with_a_token_is_canceled_at_once_and_its_code_never_runs() {
    let (source, token) = (TaskCompletionSource::<u32>::new(), CancellationToken::new());
    let continued_with_the_token = || {
        source.task().with_cancellation(&token).try_continue_with(|task| {
            task.result().unwrap().map(|_| -> u32 { unreachable!("it is canceled") }).map_err(TaskError::clone)
        })
    };
    let continued = continued_with_the_token();
    assert!(!continued.is_completed());
    token.cancel();
    assert_eq!(error(&continued).cancellation_token(), Some(&token));
    assert!(continued_with_the_token().is_canceled());
    source.set_result(7).expect("it's the first");
}

#[test]
fn a_continuation_with_a_token_runs_also_without_a_handle() {
    let (source, token) = (TaskCompletionSource::new(), CancellationToken::new());
    let (told, heard) = mpsc::channel();
    drop(source.task().with_cancellation(&token).try_continue_with(move |task| {
        task.result().unwrap().map(move |result| told.send(*result)).map_err(TaskError::clone)
    }));
    source.set_result(7).expect("it's the first");
    assert_eq!(heard.try_recv(), Ok(7));
}

/// B-TASK-004
#[test]
fn a_canceled_task_knows_its_token() {
    let token = CancellationToken::new();
    let canceled = Task::<u32>::from_error(TaskError::canceled_with(&token));
    assert_eq!(canceled.status(), TaskStatus::Canceled);
    assert_eq!(error(&canceled).cancellation_token(), Some(&token));
    assert_eq!(Task::<u32>::canceled().result().and_then(Result::err).and_then(TaskError::cancellation_token), None);
}

/// B-TCS-006
#[test]
fn a_source_is_canceled_with_a_token_that_need_not_be() {
    let (source, token) = (TaskCompletionSource::<u32>::new(), CancellationToken::new());
    source.set_error(TaskError::canceled_with(&token)).expect("it's the first");
    assert!(source.task().is_canceled());
    assert_eq!(error(source.task()).cancellation_token(), Some(&token));
    assert!(!token.is_cancelled());
}

#[test]
fn a_completed_task_with_a_token_is_the_task_itself() {
    let complete = Task::from_result(7);
    assert!(complete.with_cancellation(&CancellationToken::new()).ptr_eq(&complete));
}
