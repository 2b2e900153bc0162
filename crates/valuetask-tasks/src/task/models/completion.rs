//! | one                      | the other                             | what holds                                         |
//! |--------------------------|---------------------------------------|----------------------------------------------------|
//! | sets the source          | sets it, too                          | one succeeds, the other finds the result           |
//! | sets the source          | reads the result                      | the result is whole, or the task is pending        |
//! | drops the source         | reads the error twice                 | the error stays observed                           |
//! | reads the result         | moves it out, or drops the last handle | it is dropped once, and was whole                 |
//! | completes, and leaves    | awaits by value                       | the result is moved, never cloned                  |
//! | completes, and leaves    | drops the last handle                 | result and error are dropped, the memory is freed once |
//! | is dropped               | drops the last handle                 | the same, of the error                             |
//! | completes, and leaves    | awaits, drops the awaiter             | the same, of the waker                             |
//! | completes, and leaves    | drops a handle; a third awaits        | the result is moved if it is the last handle       |
//! | completes, and leaves    | continues the task                    | the code has its task                              |
//! | sets or drops the source | continues the task, and that          | the code runs once, the memory is freed once       |

use super::super::error::TaskResult;
use super::super::{TaskError, sourced};
use super::*;

/// Completes a task as spawned work does on a thread of its own, and runs `other` with its only other handle on this one.
fn completes(other: impl Fn(Task<Moved>) + Send + Sync + 'static) {
    completes_with(|| Ok(Moved::new()), other);
}

/// Completes a task as [`completes`], with this outcome.
fn completes_with<T: Send + Sync + 'static>(
    outcome: fn() -> TaskResult<T>,
    other: impl Fn(Task<T>) + Send + Sync + 'static,
) {
    model(move || {
        let (source, handle) = sourced();
        let completer = spawn(move || source.set(outcome()));
        other(handle);
        completer.join().expect("no panic");
    });
}

/// An error that is counted.
fn lost<T>() -> TaskResult<T> {
    Err(TaskError::new(Counted::new("lost")))
}

#[test]
fn the_result_of_work_is_moved_to_the_awaiter_that_has_the_last_handle() {
    completes(|task| assert_eq!(finish(task.into_future()), Ok(Moved::new())));
    completes(|task| {
        finish(task.get()).expect("a result");
        assert_eq!(task.try_unwrap().ok(), Some(Ok(Moved::new())));
    });
}

#[test]
fn the_last_handle_is_dropped_beside_a_completer_that_leaves() {
    completes(drop);
    completes(|task| {
        let _ = poll(&mut task.get(), &Alarm::new().1);
    });
    // With what needs a destructor only where it failed, or never.
    completes_with(lost::<u32>, drop);
    completes_with(|| Ok(7_u32), drop);
}

#[test]
fn a_source_is_dropped_beside_the_last_handle() {
    model(|| {
        let (source, handle) = sourced::<u32>();
        let completer = spawn(move || drop(source));
        drop(handle);
        completer.join().expect("no panic");
    });
}

#[test]
fn a_completer_leaves_beside_an_awaiter_and_the_last_handle() {
    completes(|task| {
        let (_, waker) = Alarm::new();
        let mut awaiter = task.into_future();
        let _ = poll(&mut awaiter, &waker);
        drop(awaiter);
    });
}

#[test]
fn a_result_is_moved_to_one_of_two_beside_a_completer_that_leaves() {
    model_briefly(|| {
        let (source, first) = sourced();
        let second = first.clone();
        let completer = thread::spawn(move || source.set(Ok(Moved::new())));
        let dropper = thread::spawn(move || first.try_unwrap().is_ok());
        let unwrapped = second.try_unwrap().is_ok();
        completer.join().expect("no panic");
        assert!(!(dropper.join().expect("no panic") && unwrapped));
    });
}

#[test]
fn a_continuation_has_its_task_though_all_other_handles_are_gone() {
    completes(|task| {
        let held = Counted::new(7);
        drop(task.continue_with(move |task| {
            assert!(task.is_completed_successfully());
            held
        }));
    });
}

#[test]
fn of_two_setters_one_succeeds() {
    model(|| {
        let source = Arc::new(TaskCompletionSource::new());
        let sets = |source: &TaskCompletionSource<Counted<u32>>, number| {
            let set = source.set_result(Counted::new(number)).is_ok();
            let winner = if set { number } else { 3 - number };
            assert_eq!(source.task().result(), Some(Ok(&Counted::new(winner))), "set or not, it can be read");
            set
        };
        let other = Arc::clone(&source);
        let thread = spawn(move || sets(&other, 1));
        let here = sets(&source, 2);
        let there = thread.join().expect("no panic");
        assert!(here != there);
        assert_eq!(source.task().result(), Some(Ok(&Counted::new(if here { 2 } else { 1 }))));
    });
}

#[test]
fn a_result_that_is_read_is_whole() {
    with_source(set, |task| {
        for _ in 0..2 {
            if let Some(result) = task.result() {
                assert_eq!(result, Ok(&Counted::new(7)));
            }
        }
    });
}

#[test]
fn an_error_that_is_observed_stays_observed() {
    model(|| {
        let (source, task) = TaskCompletionSource::<Counted<u32>>::channel();
        let other = task.clone();
        let thread = spawn(move || other.result().map(|result| assert!(result.is_err())).is_some());
        drop(source);
        assert!(task.result().is_some_and(|result| result.is_err()));
        thread.join().expect("no panic");
        assert!(task.result().is_some_and(|result| result.is_err()));
    });
}

#[test]
fn a_result_is_moved_out_once_others_have_read_it() {
    model(|| {
        let task = Task::from_result(Counted::new(7));
        let other = task.clone();
        let thread = spawn(move || assert_eq!(other.result(), Some(Ok(&Counted::new(7)))));
        assert_eq!(finish(task.into_future()), Ok(Counted::new(7)));
        thread.join().expect("no panic");
    });
}

#[test]
fn the_last_of_two_handles_drops_the_result() {
    model(|| {
        let task = Task::from_result(Counted::new(7));
        let other = task.clone();
        let thread = spawn(move || assert_eq!(other.result(), Some(Ok(&Counted::new(7)))));
        assert_eq!(task.result(), Some(Ok(&Counted::new(7))));
        drop(task);
        thread.join().expect("no panic");
    });
}

/// Keeps nothing in the end, or the continuation, or the continuation of that.
#[test]
fn continuations_run_once_and_their_memory_is_freed_once() {
    let ends: [(bool, fn(TaskCompletionSource<Counted<u32>>)); 2] = [(true, set), (false, drop)];
    for ((is_set, end), kept) in ends.into_iter().flat_map(|end| [(end, 0), (end, 1), (end, 2)]) {
        with_source(end, move |task| {
            let held = Counted::new(());
            let first = task.continue_with(move |task| {
                drop(held);
                Counted::new(task.is_completed_successfully())
            });
            drop(task);
            if kept == 1 {
                return assert_eq!(finish(first.into_future()), Ok(Counted::new(is_set)));
            }
            let second = first.continue_with(|first| first.result().is_some_and(|result| result.is_ok()));
            drop(first);
            if kept == 2 {
                assert_eq!(finish(second.into_future()), Ok(true));
            }
        });
    }
}
