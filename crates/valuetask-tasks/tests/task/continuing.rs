//! Continuations that run inline.
//!
//! on a pending and a complete task · by how it ended · the order · a panic · dropped handles · flat results · long chains

use std::sync::{Arc, Mutex};
use std::thread;

use valuetask::Abandoned;
use valuetask_tasks::{Task, TaskCompletionSource, TaskError, TaskStatus};

use super::{Wakes, poll_with};
use crate::util::Drops;

/// The events, in order.
#[derive(Clone, Default)]
struct Events(Arc<Mutex<Vec<&'static str>>>);

impl Events {
    fn note(&self, event: &'static str) {
        self.0.lock().expect("the lock isn't poisoned").push(event);
    }

    fn all(&self) -> Vec<&'static str> {
        self.0.lock().expect("the lock isn't poisoned").clone()
    }
}

/// B-TASK-018
#[test]
fn a_continuation_of_a_pending_task_runs_within_the_call_that_sets_it() {
    let (source, events) = (TaskCompletionSource::new(), Events::default());
    let noting = events.clone();
    let continued = source.task().continue_with(move |task| {
        noting.note("continuation");
        task.is_completed_successfully()
    });
    assert_eq!(continued.status(), TaskStatus::Running);
    events.note("before");
    source.set_result(42).expect("it's the first");
    events.note("after");
    assert_eq!(events.all(), ["before", "continuation", "after"]);
    assert_eq!(continued.result(), Some(Ok(&true)));
}

/// B-TASK-018
#[test]
fn a_continuation_of_a_complete_task_runs_within_the_call() {
    let events = Events::default();
    let noting = events.clone();
    events.note("before");
    let continued = Task::from_result(42).continue_with(move |_| noting.note("continuation"));
    events.note("after");
    assert_eq!(events.all(), ["before", "continuation", "after"]);
    assert!(continued.is_completed_successfully());
}

/// B-TASK-024
#[test]
fn continuations_run_in_the_order_in_which_they_were_made() {
    let (source, events) = (TaskCompletionSource::<()>::new(), Events::default());
    for event in ["one", "two", "three", "four"] {
        let noting = events.clone();
        let _continued = source.task().continue_with(move |_| noting.note(event));
    }
    source.set_result(()).expect("it's the first");
    assert_eq!(events.all(), ["one", "two", "three", "four"]);
}

/// B-TASK-025
#[test]
fn awaiters_are_woken_before_a_continuation_runs() {
    let source = TaskCompletionSource::<()>::new();
    let (wakes, waker) = Wakes::new();
    let seen = Arc::clone(&wakes);
    let woken = source.task().continue_with(move |_| seen.count());
    let mut awaiting = source.task().get();
    assert!(poll_with(&mut awaiting, &waker).is_pending());
    drop(waker);
    source.set_result(()).expect("it's the first");
    assert_eq!(woken.result(), Some(Ok(&1)));
}

/// B-TASK-020
#[test]
fn a_continuation_that_passes_an_error_on_has_it() {
    let failed = Task::<u32>::from_error("lost");
    let next = |task: &Task<u32>| Ok::<_, TaskError>(task.result().expect("complete")? + 1);
    let passed = failed.try_continue_with(next);
    assert_eq!(passed.status(), TaskStatus::Faulted);
    assert_eq!(passed.result(), failed.result());
    assert!(Task::canceled().try_continue_with(next).is_canceled());
    assert_eq!(Task::from_result(7).try_continue_with(next).result(), Some(Ok(&8)));
}

/// B-TASK-020
#[test]
fn a_continuation_runs_however_the_task_ends_and_may_fail_itself() {
    let [success, fault, cancellation] = [(); 3].map(|()| TaskCompletionSource::<u32>::new());
    let continued = [&success, &fault, &cancellation].map(|source| {
        source.task().try_continue_with(|task| match task.result().expect("complete") {
            Ok(number) => Err(format!("no {number}")),
            Err(error) if error.is_canceled() => Ok(3),
            Err(error) => Ok(error.to_string().len()),
        })
    });
    assert!(continued.iter().all(|task| !task.is_completed()));
    success.set_result(7).expect("it's the first");
    fault.set_error("four").expect("it's the first");
    cancellation.set_canceled().expect("it's the first");
    let [failed, four, three] = continued.each_ref().map(|task| task.result().expect("complete").copied());
    assert_eq!(failed.expect_err("it failed").to_string(), "no 7");
    assert_eq!((four, three), (Ok(4), Ok(3)));
}

#[test]
fn a_panic_of_a_continuation_is_its_own_error_only() {
    let source = TaskCompletionSource::new();
    let panics = source.task().continue_with(|_| -> u32 { panic!("no luck") });
    let goes_on = source
        .task()
        .try_continue_with(|task| task.result().unwrap().map(|number| number + 1).map_err(TaskError::clone));
    source.set_result(7).expect("it's the first");
    let error = panics.result().expect("complete").expect_err("it panicked");
    assert_eq!(error.panic_message(), Some("no luck"));
    assert_eq!((source.task().result(), goes_on.result()), (Some(Ok(&7)), Some(Ok(&8))));
    assert!(Task::from_result(7).continue_with(|_| -> u32 { panic!("no luck") }).is_faulted());
}

#[test]
fn a_continuation_runs_although_its_handle_is_gone() {
    let (source, events) = (TaskCompletionSource::<()>::new(), Events::default());
    let noting = events.clone();
    drop(source.task().continue_with(move |_| noting.note("continuation")));
    source.set_result(()).expect("it's the first");
    assert_eq!(events.all(), ["continuation"]);
}

#[test]
fn a_continuation_of_an_abandoned_source_sees_that() {
    let source = TaskCompletionSource::<u32>::new();
    let abandoned = source.task().continue_with(|task| match task.result() {
        Some(Err(error)) => error.downcast_ref::<Abandoned>().is_some(),
        _ => false,
    });
    drop(source);
    assert_eq!(abandoned.result(), Some(Ok(&true)));
}

#[test]
fn code_that_never_runs_is_dropped_with_the_task() {
    let drops = Drops::default();
    let kept = drops.value();
    let (source, task) = TaskCompletionSource::<u32>::channel();
    drop(task.continue_with(move |_| drop(kept)));
    assert_eq!(drops.count(), 0);
    drop((source, task));
    assert_eq!(drops.count(), 1);
}

#[test]
fn a_continuation_on_another_thread_sees_what_was_done_before() {
    let source = TaskCompletionSource::new();
    let length =
        source.task().try_continue_with(|task| task.result().unwrap().map(String::len).map_err(TaskError::clone));
    let setting = thread::spawn(move || source.set_result("seven".to_owned()).is_ok());
    assert_eq!(length.blocking_wait(), Ok(&5));
    assert!(setting.join().expect("no panic"));
}

const LINKS: usize = if cfg!(miri) { 200 } else { 100_000 };

/// A chain of continuations of one source, on a stack that one frame for each link would overflow.
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(256 * 1024).spawn(work).expect("threads can be spawned");
    thread.join().expect("the stack suffices");
}

fn chain(source: &TaskCompletionSource<usize>) -> Task<usize> {
    (0..LINKS).fold(source.task().clone(), |last, _| {
        last.try_continue_with(|task| task.result().unwrap().map(|number| number + 1).map_err(TaskError::clone))
    })
}

/// B-TASK-043
#[test]
fn a_long_chain_of_continuations_runs_on_a_flat_stack() {
    on_a_small_stack(|| {
        let source = TaskCompletionSource::new();
        let last = chain(&source);
        source.set_result(0).expect("it's the first");
        assert_eq!(last.result(), Some(Ok(&LINKS)));
    });
}

#[test]
fn a_long_chain_of_continuations_is_abandoned_on_a_flat_stack() {
    on_a_small_stack(|| {
        let source = TaskCompletionSource::new();
        let last = chain(&source);
        drop(source);
        assert!(last.is_faulted());
    });
}

#[test]
fn errors_are_the_same_at_both_ends_of_a_chain() {
    let source = TaskCompletionSource::<u32>::new();
    let last = (0..10).fold(source.task().clone(), |last, _| {
        last.try_continue_with(|task| task.result().unwrap().map(|number| number + 1).map_err(TaskError::clone))
    });
    source.set_error(TaskError::new(std::fmt::Error)).expect("it's the first");
    let errors = [source.task(), &last].map(|task| task.result().expect("complete").expect_err("failed"));
    let [first, second] = errors.map(|error| error.downcast_ref::<std::fmt::Error>().expect("the same") as *const _);
    assert_eq!(first, second);
}
