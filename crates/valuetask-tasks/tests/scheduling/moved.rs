//! Results that are moved to the last handle, and not cloned.
//!
//! of spawned work, outside and inside of the runtime · of all inputs · of a delay's continuation · without `Clone` · payloads of panics

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use valuetask_tasks::{Task, TaskCompletionSource};

const MANY: usize = if cfg!(miri) { 10 } else { 3000 };

/// Counts its clones.
#[derive(Debug)]
struct Counted(Arc<AtomicUsize>);

impl Clone for Counted {
    fn clone(&self) -> Self {
        self.0.fetch_add(1, SeqCst);
        Self(Arc::clone(&self.0))
    }
}

/// Passes a maker of results to `work`, and returns how often they were cloned.
fn clones(work: impl FnOnce(&dyn Fn() -> Counted)) -> usize {
    let count = Arc::new(AtomicUsize::new(0));
    work(&|| Counted(Arc::clone(&count)));
    count.load(SeqCst)
}

#[test]
fn results_of_spawned_work_are_moved_to_a_thread_outside_of_the_runtime_on_rt() {
    let cloned = clones(|make| {
        for _ in 0..MANY {
            let made = make();
            pollster::block_on(Task::spawn(async move { made })).expect("a result");
        }
    });
    assert_eq!(cloned, 0);
}

#[test]
fn results_of_spawned_work_are_moved_to_a_thread_that_blocks_on_rt() {
    let cloned = clones(|make| {
        for _ in 0..MANY {
            let made = make();
            Task::spawn(async move { made }).blocking_wait_owned().expect("a result");
        }
    });
    assert_eq!(cloned, 0);
}

#[test]
fn results_of_spawned_work_are_moved_within_a_busy_runtime_on_rt() {
    let cloned = clones(|make| {
        let awaiters: Vec<_> = (0..4)
            .map(|_| {
                let made: Vec<_> = (0..MANY / 4).map(|_| make()).collect();
                Task::spawn(async move {
                    for made in made {
                        Task::spawn(async move { made }).await.expect("a result");
                    }
                })
            })
            .collect();
        Task::when_all(awaiters).blocking_wait_owned().expect("results");
    });
    assert_eq!(cloned, 0);
}

#[test]
fn results_of_all_inputs_are_moved_that_of_the_last_one_too_on_rt() {
    let cloned = clones(|make| {
        for _ in 0..MANY / 4 {
            let inputs: Vec<_> = (0..3).map(|_| make()).map(|made| Task::spawn(async move { made })).collect();
            assert_eq!(Task::when_all(inputs).blocking_wait_owned().expect("results").len(), 3);
            let inputs: Vec<_> = (0..3).map(|_| make()).map(|made| Task::spawn(async move { made })).collect();
            assert_eq!(Task::try_when_all(inputs).blocking_wait_owned().expect("results").len(), 3);
        }
    });
    assert_eq!(cloned, 0);
}

#[test]
fn the_result_of_a_blocking_closure_is_moved_on_rt() {
    let cloned = clones(|make| {
        let made = make();
        Task::spawn_blocking(move || made).blocking_wait_owned().expect("a result");
    });
    assert_eq!(cloned, 0);
}

#[test]
fn a_result_that_cannot_be_cloned_is_spawned_and_unwrapped_on_rt() {
    /// Not `Clone`.
    #[derive(Debug, PartialEq)]
    struct Connection(u32);

    let connection = pollster::block_on(async {
        let task = Task::spawn(async { Connection(7) });
        task.settled().await;
        task.try_unwrap().expect("the last handle")
    });
    assert_eq!(connection, Ok(Connection(7)));
}

#[test]
fn a_task_that_is_pending_or_has_other_handles_is_returned() {
    let (source, task) = TaskCompletionSource::channel();
    let task = task.try_unwrap().expect_err("it is pending");
    source.set_result(vec![7]).expect("the first");
    let task = task.try_unwrap().expect_err("the source has a handle");
    drop(source);
    assert_eq!(task.try_unwrap().ok(), Some(Ok(vec![7])));
    assert_eq!(Task::completed().try_unwrap().ok(), Some(Ok(())));
    assert!(Task::<u32>::canceled().try_unwrap().is_ok_and(|outcome| outcome.is_err()));
}

#[test]
fn a_result_without_a_size_is_not_unwrapped_twice() {
    /// Not `Clone`, so there is one.
    #[derive(Debug)]
    struct Token;

    let task = Task::from_result(Token);
    let other = task.clone().try_unwrap().expect_err("there are two handles");
    drop(task);
    assert!(other.try_unwrap().is_ok());
}

#[test]
fn the_payload_of_a_panic_is_taken_once_on_rt() {
    let error =
        Task::<()>::spawn(async { std::panic::panic_any(7_u32) }).blocking_wait_owned().expect_err("it panicked");
    let other = error.clone();
    assert_eq!(error.take_panic().and_then(|payload| payload.downcast().ok()), Some(Box::new(7_u32)));
    assert!(other.take_panic().is_none() && other.is_panicked());

    let error = Task::<()>::spawn(async { panic!("no answer") }).blocking_wait_owned().expect_err("it panicked");
    assert!(error.take_panic().is_some());
    assert_eq!(error.panic_message(), Some("no answer"));
    assert!(Task::<()>::from_error("no panic").blocking_wait_owned().expect_err("an error").take_panic().is_none());
}
