//! Continuations that run inline.
//!
//! on a pending and a complete task · by how it ended · the order · a panic · dropped handles · flat results · long chains

use std::sync::{Arc, Mutex};
use std::thread;

use valuetask::{Abandoned, Task, TaskCompletionSource, TaskError, TaskStatus};

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
fn a_skipped_continuation_carries_the_outcome_on() {
    let failed = Task::<u32>::from_error("lost");
    let skipped = failed.on_success(|_| panic!("it has failed"));
    assert_eq!(skipped.status(), TaskStatus::Faulted);
    assert_eq!(
        skipped.result().expect("complete"),
        Err::<&(), _>(failed.result().expect("complete").expect_err("failed"))
    );
    let skipped = failed.on_canceled(|| panic!("it has failed"));
    assert_eq!(skipped.result().expect("complete").expect_err("failed").to_string(), "lost");

    let succeeded = Task::from_result(7);
    assert_eq!(succeeded.on_faulted(|_| 8).result(), Some(Ok(&7)));
    assert_eq!(succeeded.on_canceled(|| 8).result(), Some(Ok(&7)));

    let canceled = Task::<u32>::canceled();
    assert!(canceled.on_success(|number| number + 1).is_canceled());
    assert!(canceled.on_faulted(|_| 8).is_canceled());
}

/// B-TASK-020
#[test]
fn a_continuation_runs_for_the_way_that_it_is_for() {
    let [success, fault, cancellation] = [(); 3].map(|()| TaskCompletionSource::<u32>::new());
    let continued = [
        success.task().on_success(|number| number + 1),
        fault.task().on_faulted(|error| error.to_string().len() as u32),
        cancellation.task().on_canceled(|| 3),
    ];
    assert!(continued.iter().all(|task| !task.is_completed()));
    success.set_result(7).expect("it's the first");
    fault.set_error("four").expect("it's the first");
    cancellation.set_canceled().expect("it's the first");
    assert_eq!(continued.each_ref().map(|task| task.result().expect("complete").copied()), [Ok(8), Ok(4), Ok(3)]);
}

#[test]
fn a_panic_of_a_continuation_is_its_own_error_only() {
    let source = TaskCompletionSource::new();
    let panics = source.task().continue_with(|_| -> u32 { panic!("no luck") });
    let goes_on = source.task().on_success(|number| number + 1);
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

    let kept = drops.value();
    let source = TaskCompletionSource::<u32>::new();
    drop(source.task().on_canceled(move || {
        drop(kept);
        0
    }));
    assert_eq!(drops.count(), 1);
    source.set_result(7).expect("it's the first");
    assert_eq!(drops.count(), 2);
}

#[test]
fn code_that_never_runs_and_panics_when_it_is_dropped_loses_no_result() {
    struct Fails;
    impl Drop for Fails {
        fn drop(&mut self) {
            panic!("no luck");
        }
    }
    let result = Arc::new(());
    let task = Task::from_result(Arc::clone(&result));
    let (faulted, canceled) = (Fails, Fails);
    let continued = [
        task.on_faulted(move |_| unreachable!("{}", size_of_val(&faulted))),
        task.on_canceled(move || unreachable!("{}", size_of_val(&canceled))),
    ];
    for continued in &continued {
        let error = continued.result().expect("complete").expect_err("a destructor panicked");
        assert_eq!(error.panic_message(), Some("no luck"));
    }
    drop((task, continued));
    assert_eq!(Arc::strong_count(&result), 1);
}

#[test]
fn a_continuation_on_another_thread_sees_what_was_done_before() {
    let source = TaskCompletionSource::new();
    let length = source.task().on_success(String::len);
    let setting = thread::spawn(move || source.set_result("seven".to_owned()).is_ok());
    assert_eq!(length.wait(), Ok(&5));
    assert!(setting.join().expect("no panic"));
}

#[test]
fn a_flat_result_has_its_error() {
    let parse =
        |text: &'static str| Task::from_result(text).on_success(|text| text.parse::<u32>().map_err(|_| "no number"));
    assert_eq!(parse("7").flatten_result().result(), Some(Ok(&7)));
    let failed = parse("x").flatten_result();
    assert_eq!(failed.result().expect("complete").expect_err("failed").to_string(), "no number");
}

const LINKS: usize = if cfg!(miri) { 200 } else { 100_000 };

/// A chain of continuations of one source, on a stack that one frame for each link would overflow.
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(256 * 1024).spawn(work).expect("threads can be spawned");
    thread.join().expect("the stack suffices");
}

fn chain(source: &TaskCompletionSource<usize>) -> Task<usize> {
    (0..LINKS).fold(source.task().clone(), |last, _| last.on_success(|number| number + 1))
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
    let last = (0..10).fold(source.task().clone(), |last, _| last.on_success(|number| number + 1));
    source.set_error(TaskError::new(std::fmt::Error)).expect("it's the first");
    let errors = [source.task(), &last].map(|task| task.result().expect("complete").expect_err("failed"));
    let [first, second] = errors.map(|error| error.downcast_ref::<std::fmt::Error>().expect("the same") as *const _);
    assert_eq!(first, second);
}
