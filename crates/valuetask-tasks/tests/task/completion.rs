//! Completion by hand.
//!
//! result · error · several errors · cancellation · a cancellation set as an error · another task's outcome · twice · by several threads, at once · dropped unset · leaked

use std::error::Error;
use std::fmt;
use std::future::IntoFuture;
use std::hint;
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::Poll;
use std::thread;

use valuetask::Abandoned;
use valuetask_tasks::{AlreadyCompleted, Task, TaskCompletionSource, TaskError, TaskStatus};

use super::{Wakes, poll_with};
use crate::util::{Drops, poll};

#[derive(Debug, PartialEq)]
struct Failure(u32);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "failure {}", self.0)
    }
}

impl Error for Failure {}

fn failure(number: u32) -> TaskError {
    TaskError::new(Failure(number))
}

/// B-TCS-001
#[test]
fn a_new_source_has_one_task_which_is_pending() {
    let source = TaskCompletionSource::<u32>::new();
    assert_eq!(source.task().status(), TaskStatus::Running);
    assert!(source.task().ptr_eq(&source.task().clone()));
    assert!(!source.task().ptr_eq(TaskCompletionSource::new().task()));
    assert_eq!(source.task().result(), None);
}

/// B-TCS-002
#[test]
fn a_result_completes_the_task() {
    let source = TaskCompletionSource::new();
    source.set_result(7).expect("it's the first");
    assert_eq!(source.task().status(), TaskStatus::Succeeded);
    assert_eq!(source.task().result(), Some(Ok(&7)));
}

/// B-TCS-004
#[test]
fn an_error_faults_the_task_and_is_the_same_for_all_handles() {
    let source = TaskCompletionSource::<()>::new();
    source.set_error(failure(1)).expect("it's the first");
    let errors = [(); 2].map(|()| source.task().result().expect("complete").expect_err("an error"));
    assert_eq!(source.task().status(), TaskStatus::Faulted);
    let addresses = errors.map(|error| std::ptr::from_ref(error.downcast_ref::<Failure>().expect("the same")));
    assert_eq!(addresses[0], addresses[1]);
}

/// B-TCS-006
#[test]
fn a_cancellation_cancels_the_task() {
    let source = TaskCompletionSource::<()>::new();
    source.set_canceled().expect("it's the first");
    assert_eq!(source.task().status(), TaskStatus::Canceled);
}

/// B-TCS-007: one rule for every way to complete a task.
#[test]
fn a_cancellation_that_is_set_as_an_error_cancels_the_task() {
    let source = TaskCompletionSource::<()>::new();
    let boxed: Box<dyn Error + Send + Sync> = Box::new(TaskError::canceled());
    source.set_error(boxed).expect("it's the first");
    assert_eq!(source.task().status(), TaskStatus::Canceled);
}

/// B-TCS-010
#[test]
fn awaiters_are_woken_in_the_call_that_sets_the_source() {
    let source = TaskCompletionSource::new();
    let (wakes, waker) = Wakes::new();
    let mut get = source.task().get();
    assert!(poll_with(&mut get, &waker).is_pending());
    assert_eq!(wakes.count(), 0);
    source.set_result(7).expect("it's the first");
    assert_eq!(wakes.count(), 1);
    assert_eq!(poll_with(&mut get, &waker), Poll::Ready(Ok(&7)));
}

/// B-TCS-005
#[test]
fn several_errors_are_set_as_one_that_has_them() {
    #[derive(Debug)]
    struct Failures([Failure; 2]);

    impl fmt::Display for Failures {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "{} failures", self.0.len())
        }
    }

    impl Error for Failures {}

    let source = TaskCompletionSource::<()>::new();
    source.set_error(TaskError::new(Failures([Failure(1), Failure(2)]))).expect("it's the first");
    let error = source.task().result().expect("complete").expect_err("an error");
    assert_eq!(error.downcast_ref().map(|Failures(both)| both), Some(&[Failure(1), Failure(2)]));
}

/// B-TCS-012
#[test]
fn the_outcome_of_another_task_is_taken_over_by_hand() {
    let from = |other: Task<u32>| {
        let source = TaskCompletionSource::new();
        match other.result().expect("complete") {
            Ok(&result) => source.set_result(result).expect("it's the first"),
            Err(error) => source.set_error(error).expect("it's the first"),
        }
        source.task().clone()
    };
    assert_eq!(from(Task::from_result(7)).result(), Some(Ok(&7)));
    assert!(from(Task::canceled()).is_canceled());
    let two = Task::when_all([failure(1), failure(2)].map(Task::<u32>::from_error))
        .try_continue_with(|task| task.result().unwrap().map(|_| 7).map_err(TaskError::clone));
    assert_eq!(from(two).result().expect("complete").expect_err("an error").errors().len(), 2);
}

#[test]
fn a_later_completer_gets_its_value_back() {
    let source = TaskCompletionSource::new();
    source.set_result(String::from("first")).expect("it's the first");
    assert_eq!(source.set_result(String::from("second")), Err(AlreadyCompleted(String::from("second"))));
    assert_eq!(source.set_error("late").expect_err("refused").0.to_string(), "late");
    assert!(source.set_canceled().is_err());
    assert_eq!(source.task().result(), Some(Ok(&String::from("first"))));
}

#[test]
fn of_several_threads_one_sets_the_source() {
    let source = TaskCompletionSource::new();
    let set = thread::scope(|scope| {
        let threads = [0, 1, 2].map(|number| {
            scope.spawn({
                let source = &source;
                move || source.set_result(number).is_ok()
            })
        });
        threads.map(|thread| thread.join().expect("no panic"))
    });
    assert_eq!(set.iter().filter(|set| **set).count(), 1);
    let winner = set.iter().position(|set| *set).expect("there is one");
    assert_eq!(source.task().result(), Some(Ok(&winner)));
}

/// A way to set a source. Returns whether the call set it.
type Set<T> = fn(&TaskCompletionSource<T>, T) -> bool;

/// Sets source after source on two threads at once. Returns how many calls set a source, and how many left a task that was pending.
fn race<T: Copy + Send + Sync + 'static>(
    rounds: usize,
    value: T,
    make: fn() -> TaskCompletionSource<T>,
) -> (usize, usize) {
    let sets: [Set<T>; 3] = [
        |source, value| source.set_result(value).is_ok(),
        |source, _| source.set_canceled().is_ok(),
        |source, _| source.set_error(TaskError::canceled()).is_ok(),
    ];
    let arrived = AtomicUsize::new(0);
    let sources: Vec<_> = (0..rounds).map(|_| make()).collect();
    let run = |is_first| {
        let (mut won, mut pending) = (0, 0);
        for (round, source) in sources.iter().enumerate() {
            arrived.fetch_add(1, SeqCst);
            for spins in 0.. {
                match arrived.load(SeqCst) {
                    enough if enough >= 2 * (round + 1) => break,
                    _ if spins < 100 => hint::spin_loop(),
                    _ => thread::yield_now(),
                }
            }
            let set = sets[if is_first { 0 } else { round % sets.len() }];
            won += usize::from(set(source, value));
            pending += usize::from(!source.task().is_completed() || source.task().result().is_none());
        }
        (won, pending)
    };
    let [first, second] = thread::scope(|scope| {
        let threads = [true, false].map(|is_first| scope.spawn(move || run(is_first)));
        threads.map(|thread| thread.join().expect("no panic"))
    });
    (first.0 + second.0, first.1 + second.1)
}

#[test]
fn a_setter_that_loses_a_race_finds_the_result_of_the_winner() {
    let rounds = if cfg!(miri) { 10 } else { 5_000 };
    assert_eq!(race(rounds, 7, TaskCompletionSource::new), (rounds, 0));
    assert_eq!(race(rounds, [7_u8; 4096], TaskCompletionSource::new), (rounds, 0));
}

/// B-TCS-013
#[test]
fn a_source_that_is_dropped_unset_faults_its_task() {
    let source = TaskCompletionSource::<u32>::new();
    let task = source.task().clone();
    let (wakes, waker) = Wakes::new();
    let mut get = task.get();
    assert!(poll_with(&mut get, &waker).is_pending());
    drop(source);
    assert_eq!(wakes.count(), 1);
    let Poll::Ready(Err(error)) = poll_with(&mut get, &waker) else { panic!("faulted") };
    assert_eq!(error.downcast_ref(), Some(&Abandoned));
    assert_eq!(error.to_string(), "dropped before it completed");
    assert!(task.is_faulted());
}

/// B-TCS-015
#[test]
fn a_source_without_a_result_is_a_source_of_nothing() {
    let source = TaskCompletionSource::new();
    let task: Task = source.task().clone();
    source.set_result(()).expect("it's the first");
    assert_eq!(poll(&mut task.into_future()), Poll::Ready(Ok(())));
}

#[test]
fn a_source_that_is_leaked_leaves_its_task_pending() {
    let source = TaskCompletionSource::<u32>::new();
    let task = source.task().clone();
    let source = ManuallyDrop::new(source);
    let mut get = task.get();
    assert!(poll(&mut get).is_pending());
    drop(get);
    assert_eq!(task.status(), TaskStatus::Running);
    drop(task);
    // Freed only for leak checkers.
    drop(ManuallyDrop::into_inner(source));
}

#[test]
fn a_result_is_dropped_once_with_the_last_handle() {
    let drops = Drops::default();
    let source = TaskCompletionSource::new();
    let task = source.task().clone();
    assert!(source.set_result(drops.value()).is_ok());
    assert!(source.set_result(drops.value()).is_err());
    assert_eq!(drops.count(), 1, "the refused one");
    drop(source);
    assert_eq!(drops.count(), 1);
    drop(task);
    assert_eq!(drops.count(), 2);
}
