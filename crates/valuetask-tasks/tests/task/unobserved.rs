//! The hook for errors that were never observed. It is global, so one test has all cases:
//!
//! never read · only its status read · observed by `result`, `get`, an await, `blocking_wait`, `settled` · set from another task ·
//! canceled · a result · observed through another handle · of a source whose awaiters are dropped · turned off

use std::cell::Cell;
use std::future::Future;
use std::sync::Mutex;
use std::task::{Context, Waker};

use pollster::block_on;
use valuetask_tasks::{Task, TaskCompletionSource, TaskError, TaskStatus, set_unobserved_hook};

static REPORTED: Mutex<Vec<String>> = Mutex::new(Vec::new());

thread_local! {
    /// The reports on this thread. Other tests drop tasks on theirs.
    static REPORTS: Cell<usize> = const { Cell::new(0) };
}

fn note(error: &TaskError) {
    REPORTS.set(REPORTS.get() + 1);
    REPORTED.lock().expect("no panic").push(error.to_string());
}

/// Returns the reports of a task with an error of this name, after `seen` has had it.
fn reports(name: &str, seen: impl FnOnce(&Task<u32>)) -> usize {
    let task = Task::from_error(name);
    seen(&task);
    drop(task);
    REPORTED.lock().expect("no panic").iter().filter(|message| *message == name).count()
}

/// B-TASK-042
#[test]
fn an_unobserved_error_is_reported_once() {
    assert!(set_unobserved_hook(Some(note)).is_none());
    assert_eq!(reports("unseen", |_| ()), 1);
    assert_eq!(reports("by status", |task| assert!(task.is_faulted())), 1);
    assert_eq!(reports("by result", |task| assert!(task.result().is_some())), 0);
    assert_eq!(reports("by get", |task| assert!(block_on(task.get()).is_err())), 0);
    assert_eq!(reports("by an await", |task| assert!(block_on(task).is_err())), 0);
    assert_eq!(reports("by blocking_wait", |task| assert!(task.blocking_wait().is_err())), 0);
    assert_eq!(reports("by settled", |task| assert_eq!(block_on(task.settled()), TaskStatus::Faulted)), 0);
    assert_eq!(reports("by another handle", |task| assert!(block_on(task.clone()).is_err())), 0);
    assert_eq!(
        reports("by the next task", |task| {
            let source = TaskCompletionSource::<u32>::new();
            source.set_error(task.result().expect("complete").expect_err("faulted")).expect("it's the first");
            assert!(source.task().blocking_wait().is_err());
        }),
        0
    );
    let reports_before = REPORTS.get();
    for awaiters in 0..3 {
        let source = TaskCompletionSource::<u32>::new();
        let mut waiting: Vec<_> = (0..awaiters).map(|_| Box::pin(source.task().get())).collect();
        for awaiter in &mut waiting {
            assert!(awaiter.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
        drop(waiting);
        drop(source);
    }
    assert_eq!(REPORTS.get(), reports_before, "no awaiter was left");
    let before = REPORTED.lock().expect("no panic").len();
    drop(Task::<u32>::canceled());
    drop(Task::from_result(7));
    assert!(REPORTED.lock().expect("no panic")[before..].iter().all(|message| message != "canceled"));
    assert!(set_unobserved_hook(None).is_some());
    assert_eq!(reports("off", |_| ()), 0);
}
