//! The hook for errors that nobody has seen. It is one for the whole process, so this has one test.

use std::sync::Mutex;

use valuetask::task::set_unobserved_hook;
use valuetask::{Task, TaskCompletionSource, TaskError};

static REPORTED: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn report(error: &TaskError) {
    REPORTED.lock().expect("nobody panics with the lock").push(error.to_string());
}

/// What was reported since it was asked last.
fn reported() -> Vec<String> {
    std::mem::take(&mut *REPORTED.lock().expect("nobody panics with the lock"))
}

/// B-TASK-042
#[test]
fn an_error_that_nobody_has_seen_is_reported_once() {
    drop(Task::<u32>::from_error("before"));
    assert!(set_unobserved_hook(Some(report)).is_none());
    assert_eq!(reported(), [""; 0]);

    let lost = Task::<u32>::from_error("lost");
    drop(lost.clone());
    assert_eq!(reported(), [""; 0]);
    drop(lost);
    assert_eq!(reported(), ["lost"]);

    let seen = Task::<u32>::from_error("seen");
    assert!(seen.result().is_some_and(|result| result.is_err()));
    drop((seen, Task::<u32>::canceled(), Task::from_result(7)));
    assert_eq!(reported(), [""; 0]);

    // A continuation that looks has seen it; one that carries it on leaves that to whoever has the continuation.
    let source = TaskCompletionSource::<u32>::new();
    let looks = source.task().on_faulted(|_| 7);
    source.set_error("looked at").expect("it's the first");
    drop((source, looks));
    assert_eq!(reported(), [""; 0]);
    drop(Task::<u32>::from_error("carried on").on_success(|number| number + 1));
    assert_eq!(reported(), ["carried on"]);

    // The original isn't reported beside what was combined of it.
    drop(Task::when_all([Task::<u32>::from_error("one of all")]));
    assert_eq!(reported(), ["one of all"]);
    drop(Task::when_any([Task::<u32>::from_error("the winner")]));
    assert_eq!(reported(), ["the winner"]);

    assert!(set_unobserved_hook(None).is_some());
}
