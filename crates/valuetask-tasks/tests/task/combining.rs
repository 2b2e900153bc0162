//! Combinators: all, all or the first error, any.
//!
//! the order of results · all errors · fail-fast · a task twice · no inputs · the winner of any · dropped, abandoned,
//! panicking inputs · a dropped combinator · blocking, with a time limit · on threads

use std::error::Error;
use std::fmt;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use valuetask::{Abandoned, ValueTask};
use valuetask_tasks::{Task, TaskCompletionSource, TaskError, TaskStatus, when_any};

use super::{Wakes, poll_with};
use crate::util::Drops;

pub(super) fn sources<const N: usize>() -> [TaskCompletionSource<usize>; N] {
    [(); N].map(|()| TaskCompletionSource::new())
}

pub(super) fn tasks<const N: usize>(sources: &[TaskCompletionSource<usize>; N]) -> [Task<usize>; N] {
    sources.each_ref().map(|source| source.task().clone())
}

pub(super) fn set(source: &TaskCompletionSource<usize>, number: usize) {
    source.set_result(number).expect("it's the first");
}

pub(super) fn fail(source: &TaskCompletionSource<usize>, message: &str) {
    source.set_error(message).expect("it's the first");
}

fn messages(error: &TaskError) -> Vec<String> {
    error.errors().iter().map(ToString::to_string).collect()
}

fn error<T>(task: &Task<T>) -> &TaskError {
    task.result().expect("complete").err().expect("an error")
}

/// Every order of three inputs.
const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

/// B-COMB-002
#[test]
fn all_results_are_in_the_order_of_the_arguments() {
    for order in ORDERS {
        let sources = sources::<3>();
        let all = Task::when_all(tasks(&sources));
        for (nth, index) in order.into_iter().enumerate() {
            assert!(!all.is_completed(), "{order:?} after {nth}");
            set(&sources[index], index * 10);
        }
        assert_eq!(all.result(), Some(Ok(&vec![0, 10, 20])), "{order:?}");
    }
}

/// B-COMB-003
#[test]
fn all_wait_for_the_last_also_if_one_fails_early() {
    let sources = sources::<3>();
    let all = Task::when_all(tasks(&sources));
    fail(&sources[1], "early");
    set(&sources[2], 2);
    assert!(!all.is_completed());
    set(&sources[0], 0);
    assert_eq!(all.status(), TaskStatus::Faulted);
}

/// B-COMB-004, B-COMB-005
#[test]
fn all_errors_are_in_the_order_of_the_arguments() {
    let sources = sources::<3>();
    let all = Task::when_all(tasks(&sources));
    fail(&sources[2], "third");
    fail(&sources[0], "first");
    set(&sources[1], 1);
    assert_eq!(messages(error(&all)), ["first", "third"]);
    assert_eq!(error(&all).to_string(), "first (and one more error)");

    let units = [(); 2].map(|()| TaskCompletionSource::<()>::new());
    let all = Task::when_all(units.each_ref().map(|source| source.task().clone()));
    units[1].set_error("second").expect("it's the first");
    units[0].set_error("first").expect("it's the first");
    assert_eq!(messages(error(&all)), ["first", "second"]);
}

/// B-COMB-008
#[test]
fn all_errors_are_flat() {
    let sources = sources::<2>();
    let all = Task::when_all(tasks(&sources));
    let two = Task::when_all(["a", "b"].map(Task::<usize>::from_error));
    sources[0].set_error(error(&two)).expect("it's the first");
    fail(&sources[1], "c");
    assert_eq!(messages(error(&all)), ["a", "b", "c"]);
    let more = Task::when_all([
        all.clone(),
        Task::when_all([all, Task::from_error("d")])
            .try_continue_with(|task| task.result().unwrap().map(|_| Vec::new()).map_err(TaskError::clone)),
    ]);
    assert_eq!(messages(error(&more)), ["a", "b", "c", "d"]);
}

/// The list of errors would double at each link.
#[test]
fn an_error_of_several_that_comes_by_several_inputs_is_listed_once() {
    let mut task = Task::when_all([Task::from_error("a"), Task::<u32>::from_error("b")])
        .try_continue_with(|task| task.result().unwrap().map(|_| 1).map_err(TaskError::clone));
    for _ in 0..100 {
        let [one, other] = [(); 2].map(|()| Task::when_all([task.clone(), task.clone()]));
        task = Task::when_all([one, other])
            .try_continue_with(|task| task.result().unwrap().map(|_| 1).map_err(TaskError::clone));
    }
    assert_eq!(messages(error(&task)), ["a", "b"]);
}

/// Equal cancellations are several. The list would double at each link, too.
#[test]
fn each_cancellation_is_listed() {
    let all = |tasks: [Task<u32>; 2]| {
        Task::when_all(tasks).try_continue_with(|task| task.result().unwrap().map(|_| 1).map_err(TaskError::clone))
    };
    let two = || all([Task::canceled(), Task::canceled()]);
    let listed = |task: Task<u32>| error(&task).errors().len();
    assert_eq!((listed(two()), listed(all([two(), two()]))), (2, 4));
    assert_eq!(listed(all([all([two(), two()]), all([two(), Task::canceled()])])), 7);
    assert_eq!(error(&two()).errors(), [TaskError::canceled(), TaskError::canceled()]);
    assert!(two().is_canceled());

    let mut task = two();
    for _ in 0..100 {
        task = all([all([task.clone(), task.clone()]), all([task.clone(), task])]);
    }
    assert_eq!(listed(task), 2);
}

/// Each link copies the list of the one before.
#[test]
fn the_errors_of_a_thousand_links_are_listed() {
    let links = if cfg!(miri) { 100 } else { 1_000 };
    let failed = Task::<u32>::from_error("x");
    let mut task = failed.clone();
    for _ in 0..links {
        task = Task::when_all([task, failed.clone()])
            .try_continue_with(|task| task.result().unwrap().map(|_| 1).map_err(TaskError::clone));
    }
    assert_eq!(error(&task).errors().len(), links + 1);
    assert!(task.is_faulted() && !error(&task).is_panicked());
}

/// B-COMB-006
#[test]
fn all_errors_leave_cancellations_out_if_a_task_has_failed() {
    let canceled = Task::<u32>::canceled;
    let failed = Task::when_all([canceled(), Task::from_error("a"), canceled(), Task::from_error("b")]);
    assert_eq!(failed.blocking_wait().expect_err("two have failed").errors().len(), 2);
    assert_eq!((failed.status(), messages(error(&failed))), (TaskStatus::Faulted, vec!["a".into(), "b".into()]));

    let all = Task::when_all([canceled(), Task::from_result(1), canceled()]);
    assert_eq!(all.blocking_wait().expect_err("two are canceled").errors().len(), 2);
    assert_eq!(all.status(), TaskStatus::Canceled);
}

/// B-COMB-009
#[test]
fn all_have_a_task_twice_that_is_given_twice() {
    let [source] = sources();
    let all = Task::when_all([source.task().clone(), source.task().clone()]);
    set(&source, 7);
    assert_eq!(all.result(), Some(Ok(&vec![7, 7])));

    let failed = Task::<usize>::from_error("x");
    assert_eq!(messages(error(&Task::when_all([failed.clone(), failed]))), ["x", "x"]);
}

/// B-COMB-015
#[test]
fn of_nothing_all_are_there_and_any_is_none() {
    let nothing = || std::iter::empty::<Task<usize>>();
    assert_eq!(Task::when_all(nothing()).result(), Some(Ok(&vec![])));
    assert_eq!(Task::try_when_all(nothing()).result(), Some(Ok(&vec![])));
    assert!(Task::when_any(nothing()).is_none());
    assert!(when_any::<ValueTask<'_, usize>>([]).is_none(), "as of value tasks");
    assert_eq!(Task::when_each(nothing()).remaining(), 0);
}

#[test]
fn the_results_of_all_are_moved_out_of_the_last_handles() {
    let [kept, given] = [(); 2].map(|()| Arc::new(()));
    let shared = Task::from_result(Arc::clone(&kept));
    let all = Task::when_all([shared.clone(), Task::from_result(Arc::clone(&given))]);
    assert_eq!((Arc::strong_count(&kept), Arc::strong_count(&given)), (3, 2));
    drop((all, shared));
    assert_eq!((Arc::strong_count(&kept), Arc::strong_count(&given)), (1, 1));
}

/// B-COMB-003
#[test]
fn fail_fast_ends_with_the_first_error() {
    let sources = sources::<3>();
    let all = Task::try_when_all(tasks(&sources));
    set(&sources[0], 0);
    assert!(!all.is_completed());
    fail(&sources[2], "third");
    assert_eq!(messages(error(&all)), ["third"]);
    set(&sources[1], 1);
    assert_eq!(error(&all).to_string(), "third");
}

#[test]
fn fail_fast_without_an_error_has_all_results() {
    for order in ORDERS {
        let sources = sources::<3>();
        let all = Task::try_when_all(tasks(&sources));
        order.iter().for_each(|index| set(&sources[*index], index * 10));
        assert_eq!(all.result(), Some(Ok(&vec![0, 10, 20])));
    }
    let failed = Task::try_when_all([Task::from_result(1), Task::from_error("a"), Task::from_error("b")]);
    assert_eq!(messages(error(&failed)), ["a"]);
}

/// B-COMB-013
#[test]
fn the_winner_of_any_may_have_failed() {
    let sources = sources::<3>();
    let any = Task::when_any(tasks(&sources)).expect("there are tasks");
    assert!(!any.is_completed());
    fail(&sources[1], "lost");
    assert_eq!(any.status(), TaskStatus::Succeeded);
    let (index, winner) = any.result().expect("complete").expect("it can't fail");
    assert_eq!((*index, winner.status()), (1, TaskStatus::Faulted));

    let any = Task::when_any([sources[0].task().clone(), Task::canceled()]).expect("there are tasks");
    let (index, winner) = any.result().expect("complete").expect("it can't fail");
    assert_eq!((*index, winner.is_canceled()), (1, true));
}

#[test]
fn any_of_many_is_the_one_that_was_set() {
    for winner in [0, 1, 31, 32, 99] {
        let sources = sources::<100>();
        let any = Task::when_any(tasks(&sources)).expect("there are tasks");
        set(&sources[winner], winner);
        let (index, task) = any.result().expect("complete").expect("it can't fail");
        assert_eq!((*index, task.result()), (winner, Some(Ok(&winner))));
        // The losers go on.
        set(&sources[50], 50);
        assert_eq!(sources[50].task().result(), Some(Ok(&50)));
    }
}

#[test]
fn any_that_is_complete_keeps_no_loser() {
    let kept = Arc::new(());
    let [loser, winner] = [(); 2].map(|()| TaskCompletionSource::new());
    let any = Task::when_any([&loser, &winner].map(|source| source.task().clone())).expect("there are tasks");
    for source in [winner, loser] {
        source.set_result(Arc::clone(&kept)).expect("it's the first");
    }
    assert_eq!(Arc::strong_count(&kept), 2);
    drop(any);
    assert_eq!(Arc::strong_count(&kept), 1);
}

/// Combines a task that fails with one that is pending. Returns which of them have no other handle as soon as the combinator is complete.
fn released<R: Send + Sync + 'static>(combine: impl FnOnce([Task<usize>; 2]) -> Task<R>) -> [bool; 2] {
    let (first, failing) = TaskCompletionSource::<usize>::channel();
    let (later, pending) = TaskCompletionSource::channel();
    let failing = failing.try_continue_with(|_| Err("lost"));
    // Runs within the call that sets the first.
    let seen = combine([failing.clone(), pending.clone()]).continue_with(move |_| {
        set(&later, 7);
        drop(later);
        [failing, pending].map(|input| input.try_unwrap().is_ok())
    });
    set(&first, 1);
    *seen.result().expect("complete").expect("no panic")
}

#[test]
fn a_combinator_that_is_seen_complete_has_no_handle_of_its_inputs() {
    assert_eq!(released(Task::try_when_all), [true, true]);
    // The result has the winner.
    assert_eq!(released(|tasks| Task::when_any(tasks).expect("there are tasks")), [false, true]);
}

#[test]
fn of_two_winners_the_first_argument_is_taken() {
    let any = Task::when_any([Task::from_result(1), Task::from_result(2)]).expect("there are tasks");
    assert_eq!(any.result().expect("complete").expect("it can't fail").0, 0);
}

#[test]
fn a_combinator_that_is_dropped_lets_its_tasks_go() {
    let drops = Drops::default();
    let make: [fn(Task<Arc<crate::util::Counted>>); 4] = [
        |task| drop(Task::when_all([task])),
        |task| drop(Task::try_when_all([task])),
        |task| drop(Task::when_any([task])),
        |task| drop(Task::when_each([task])),
    ];
    for make in make {
        let (source, task) = TaskCompletionSource::channel();
        make(task);
        assert!(source.set_result(Arc::new(drops.value())).is_ok());
    }
    assert_eq!(drops.count(), 4);
}

#[test]
fn an_input_that_is_abandoned_fails() {
    let sources = sources::<2>();
    let (all, any) = (Task::when_all(tasks(&sources)), Task::when_any(tasks(&sources)).expect("there are tasks"));
    drop(sources);
    assert_eq!(error(&all).errors().len(), 2);
    assert!(error(&all).errors().iter().all(|error| error.downcast_ref::<Abandoned>().is_some()));
    assert!(any.is_completed_successfully());
}

/// A result that isn't `Clone`.
pub(super) struct Loud;

impl Clone for Loud {
    fn clone(&self) -> Self {
        panic!("not to be cloned")
    }
}

#[test]
fn a_result_whose_clone_panics_is_an_error_of_the_combinator_alone() {
    let source = TaskCompletionSource::new();
    let all = Task::when_all([source.task().clone()]);
    assert!(source.set_result(Loud).is_ok());
    assert_eq!(all.result().expect("complete").err().and_then(TaskError::panic_message), Some("not to be cloned"));
    assert!(source.task().is_completed_successfully());
}

/// B-COMB-024
#[test]
fn blocking_forms_wait_for_as_long_as_they_are_given() {
    let sources = sources::<2>();
    let short = Duration::from_millis(1);
    assert_eq!(Task::when_all(tasks(&sources)).blocking_wait_timeout(short), None);
    assert!(Task::when_any(tasks(&sources)).expect("there are tasks").blocking_wait_timeout(short).is_none());

    set(&sources[1], 1);
    let (index, _) =
        Task::when_any(tasks(&sources)).expect("there are tasks").blocking_wait_owned().expect("there are tasks");
    assert_eq!(index, 1);
    let any = Task::when_any(tasks(&sources)).expect("there are tasks");
    let (index, _) = any.blocking_wait_timeout(Duration::ZERO).expect("one is complete").expect("there are tasks");
    assert_eq!(*index, 1);

    fail(&sources[0], "a");
    let failed = Task::<usize>::from_error("b");
    let error = Task::when_all([sources[0].task().clone(), failed]).blocking_wait_owned().expect_err("both failed");
    assert_eq!(messages(&error), ["a", "b"]);
    assert_eq!(Task::when_all([sources[1].task().clone()]).blocking_wait_timeout(short), Some(Ok(&vec![1])));
}

#[test]
fn inputs_that_are_set_by_many_threads_are_all_there() {
    let rounds = if cfg!(miri) { 3 } else { 300 };
    for round in 0..rounds {
        let sources: Vec<_> = (0..8).map(|_| TaskCompletionSource::new()).collect();
        let tasks = || sources.iter().map(|source: &TaskCompletionSource<usize>| source.task().clone());
        let (all, first, any) =
            (Task::when_all(tasks()), Task::try_when_all(tasks()), Task::when_any(tasks()).expect("there are tasks"));
        let mut each = Task::when_each(tasks());
        let (even, odd): (Vec<_>, Vec<_>) = sources.into_iter().enumerate().partition(|(index, _)| index % 2 == 0);
        let threads =
            [even, odd].map(|half| thread::spawn(move || half.iter().for_each(|(index, source)| set(source, *index))));
        let mut seen = 0;
        while let Some((index, task)) = pollster::block_on(each.next()) {
            assert_eq!(task.result(), Some(Ok(&index)));
            seen += 1;
        }
        let numbers: Vec<_> = (0..8).collect();
        assert_eq!(
            (all.blocking_wait(), first.blocking_wait(), seen),
            (Ok(&numbers), Ok(&numbers), 8),
            "round {round}"
        );
        let (index, task) = any.blocking_wait().expect("it can't fail");
        assert_eq!(task.result(), Some(Ok(index)));
        threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
    }
}

#[test]
fn an_awaiter_of_a_combinator_is_woken_once() {
    let sources = sources::<40>();
    let all = Task::when_all(tasks(&sources));
    let any = Task::when_any(tasks(&sources)).expect("there are tasks");
    let (wakes, waker) = Wakes::new();
    let (mut all, mut any) = (all.get(), any.get());
    assert!(poll_with(&mut all, &waker).is_pending());
    assert!(poll_with(&mut any, &waker).is_pending());
    sources.iter().enumerate().for_each(|(index, source)| set(source, index));
    assert_eq!(wakes.count(), 2);
    assert!(matches!(poll_with(&mut all, &waker), Poll::Ready(Ok(_))));
    assert!(matches!(poll_with(&mut any, &waker), Poll::Ready(Ok((0, _)))));
}

#[test]
fn a_result_that_panics_when_it_is_dropped_leaks_no_error_of_another_task() {
    #[derive(Clone, Debug)]
    struct Fails;
    impl Drop for Fails {
        fn drop(&mut self) {
            panic!("no luck");
        }
    }
    #[derive(Debug)]
    struct Holds(#[expect(dead_code, reason = "it is only held")] Arc<()>);
    impl fmt::Display for Holds {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("failed")
        }
    }
    impl Error for Holds {}
    let held = Arc::new(());
    let failed = Task::from_error(TaskError::new(Holds(Arc::clone(&held))));
    let other = failed.clone();
    let _ = catch_unwind(|| drop(Task::when_all([Task::from_result(Fails), failed])));
    let _ = catch_unwind(|| drop(Task::try_when_all([Task::from_result(Fails), other])));
    assert_eq!(Arc::strong_count(&held), 1);
}

#[test]
fn an_input_that_panics_when_it_is_dropped_leaks_no_winner() {
    struct Fails;
    impl Drop for Fails {
        fn drop(&mut self) {
            panic!("no luck");
        }
    }
    let held = Arc::new(Fails);
    let first = Task::from_result(Some(Arc::clone(&held)));
    // Of the iterator's rest, which isn't consumed.
    let rest = [first, Task::from_result(Some(Arc::new(Fails)))];
    assert!(catch_unwind(|| drop(Task::when_any(rest))).is_err());
    assert_eq!(Arc::strong_count(&held), 1);
    assert!(catch_unwind(|| drop(held)).is_err());
}
