//! What tasks that are made of tasks allocate, exactly.
#![cfg(not(valuetask_no_pool))]

#[path = "util/alloc.rs"]
mod counting;

use std::hint::black_box;

use counting::{Counting, bytes_kept, in_steady_state};
use valuetask::{Task, TaskCompletionSource};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A hundred sources, set while `combined` makes something of their tasks, and dropped. Counts what isn't the sources' own.
fn of_a_hundred<R>(combined: impl Fn(Vec<Task<usize>>) -> R) -> usize {
    let round = |make: bool| {
        let sources: Vec<_> = (0..100).map(|_| TaskCompletionSource::<usize>::new()).collect();
        let tasks: Vec<_> = sources.iter().map(|source| source.task().clone()).collect();
        let kept = if make { Some(combined(tasks)) } else { None };
        sources.iter().enumerate().for_each(|(index, source)| source.set_result(index).expect("it's the first"));
        drop(kept);
    };
    in_steady_state(|| round(true)) - in_steady_state(|| round(false))
}

#[test]
fn all_of_a_hundred_is_one_allocation_for_the_results() {
    // The pool keeps a hundred cells beside what it takes.
    assert_eq!(of_a_hundred(Task::when_all), 1);
}

#[test]
fn a_continuation_allocates_nothing_in_steady_state() {
    let round = || {
        let source = TaskCompletionSource::new();
        let continued = source.task().on_success(|number: &u32| number + 1);
        source.set_result(black_box(7)).expect("it's the first");
        assert_eq!(continued.result(), Some(Ok(&8)));
        assert_eq!(Task::from_result(8).continue_with(|task| task.is_completed()).result(), Some(Ok(&true)));
    };
    assert_eq!(in_steady_state(round), 0);
}

#[test]
fn a_flat_task_allocates_nothing_in_steady_state() {
    let round = || {
        let outer = TaskCompletionSource::new();
        let flat = outer.task().flatten();
        outer.set_result(Task::from_result(7)).expect("it's the first");
        assert_eq!(flat.result(), Some(Ok(&7)));
    };
    assert_eq!(in_steady_state(round), 0);
}

#[test]
fn any_of_ten_is_one_allocation_for_the_tasks() {
    let sources = [(); 10].map(|()| TaskCompletionSource::<usize>::new());
    let last = [TaskCompletionSource::<usize>::new()];
    let round = || {
        let first = TaskCompletionSource::new();
        let tasks = sources[..9].iter().chain(&last).map(|source| source.task().clone());
        let any = Task::when_any(tasks.chain([first.task().clone()]));
        first.set_result(7).expect("it's the first");
        assert_eq!(any.result().expect("complete").as_ref().map(|winner| winner.0), Ok(10));
    };
    assert_eq!(in_steady_state(round), 1);
}

#[test]
fn any_is_no_allocation_where_the_first_is_complete_already() {
    let (complete, pending) = (Task::from_result(7), TaskCompletionSource::<usize>::new());
    let round = || {
        let any = Task::when_any([complete.clone(), pending.task().clone()]);
        assert!(any.is_completed_successfully());
        assert_eq!(Task::wait_any(std::iter::repeat_n(complete.clone(), usize::MAX)).map(|winner| winner.0), Ok(0));
    };
    assert_eq!(in_steady_state(round), 0);
}

/// B-COMB-017
#[test]
fn nothing_is_left_of_a_million_combinators_of_one_pending_task() {
    let rounds = if cfg!(miri) { 20 } else { 1_000_000 };
    let pending = TaskCompletionSource::<usize>::new();
    let round = |index: usize| {
        let other = TaskCompletionSource::new();
        let tasks = || [pending.task().clone(), other.task().clone()];
        match index % 4 {
            // It waits for the last first, so that is the one that stays pending.
            0 => drop(Task::when_all(tasks().into_iter().rev())),
            1 => drop(Task::try_when_all(tasks())),
            2 => drop(Task::when_each(tasks())),
            _ => {}
        }
        let any = Task::when_any(tasks());
        other.set_result(index).expect("it's the first");
        assert!(any.is_completed());
    };
    (0..8).for_each(round);
    assert_eq!(bytes_kept(|| (0..rounds).for_each(round)), 0);
}
