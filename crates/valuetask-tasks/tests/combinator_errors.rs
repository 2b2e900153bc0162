//! Which errors of continued and combined tasks count as observed. The hook is global, so one test has all cases.

use std::sync::Mutex;

use valuetask_tasks::{Task, TaskCompletionSource, TaskError, set_unobserved_hook};

static REPORTED: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn report(error: &TaskError) {
    REPORTED.lock().expect("the lock isn't poisoned").push(error.to_string());
}

/// Returns the errors reported since the last call.
fn reported() -> Vec<String> {
    std::mem::take(&mut *REPORTED.lock().expect("the lock isn't poisoned"))
}

#[test]
fn an_error_that_is_handed_on_is_reported_by_its_last_task() {
    set_unobserved_hook(Some(report));

    // A continuation that reads the error has observed it.
    let source = TaskCompletionSource::<u32>::new();
    let looks = source.task().continue_with(|task| task.result().is_some());
    source.set_error("looked at").expect("it's the first");
    drop((source, looks));
    assert_eq!(reported(), [""; 0]);

    // A continuation that ignores the error doesn't observe it. One that passes it on leaves that to its own task.
    drop(Task::<u32>::from_error("passed by").continue_with(|_| 7));
    assert_eq!(reported(), ["passed by"]);
    drop(
        Task::<u32>::from_error("carried on")
            .try_continue_with(|task| task.result().unwrap().map(|number| number + 1).map_err(TaskError::clone)),
    );
    assert_eq!(reported(), ["carried on"]);

    // Reported once, not by the combined task and the input both.
    drop(Task::when_all([Task::<u32>::from_error("one of all")]));
    assert_eq!(reported(), ["one of all"]);
    drop(Task::when_any([Task::<u32>::from_error("the winner")]));
    assert_eq!(reported(), ["the winner"]);

    set_unobserved_hook(None);
}
