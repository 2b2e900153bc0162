//! The inputs of combinators: endless iterators, very many tasks, tasks of different types.

use std::iter;
use std::task::Poll;

use valuetask::ValueTask;
use valuetask_tasks::{Task, TaskCompletionSource, join, try_join, try_when_all, when_any};

use crate::util::{pause, poll};

#[test]
fn an_endless_iterator_is_not_read_to_its_end() {
    let pending = TaskCompletionSource::new();
    let endless = || iter::once(pending.task().clone()).chain(iter::repeat_with(|| Task::from_result(7)));
    assert_eq!(Task::when_any(endless()).expect("there are tasks").blocking_wait().map(|winner| winner.0), Ok(1));
    let value_tasks =
        iter::once_with(|| ValueTask::from_future(pause())).chain(iter::repeat_with(|| ValueTask::ready(())));
    let any = when_any(value_tasks).expect("endless");
    assert_eq!(any.try_result().ok(), Some((1, ())));
    let value_tasks = iter::once(ValueTask::ready(Ok(()))).chain(iter::repeat_with(|| ValueTask::ready(Err(()))));
    assert_eq!(try_when_all(value_tasks).try_result().ok(), Some(Err(())));
}

#[test]
fn more_tasks_than_are_foreseen_are_all_waited_for() {
    let sources: Vec<_> = (0..2000).map(|_| TaskCompletionSource::<u32>::new()).collect();
    let any = Task::when_any(sources.iter().map(|source| source.task().clone())).expect("there are tasks");
    assert!(!any.is_completed());
    sources[1999].set_result(7).expect("it's the first");
    assert_eq!(any.result().expect("complete").as_ref().map(|winner| winner.0), Ok(1999));
}

/// B-COMB-025
#[test]
fn tasks_of_different_types_are_joined() {
    let (number, text) = (TaskCompletionSource::new(), TaskCompletionSource::<String>::new());
    let both = || (number.task().clone(), text.task().clone());
    let mut joined = join(both());
    let mut tried = try_join(both());
    assert!(poll(&mut joined).is_pending() && poll(&mut tried).is_pending());
    number.set_result(7).expect("it's the first");
    assert!(poll(&mut joined).is_pending() && poll(&mut tried).is_pending());
    text.set_error("lost").expect("it's the first");
    let lost = text.task().result().expect("complete").expect_err("an error");
    assert_eq!(poll(&mut joined), Poll::Ready((Ok(7), Err(lost.clone()))));
    assert_eq!(poll(&mut tried), Poll::Ready(Err(lost.clone())));
    assert_eq!(join((Task::from_result(7), Task::from_result("x"))).try_result().ok(), Some((Ok(7), Ok("x"))));
}
