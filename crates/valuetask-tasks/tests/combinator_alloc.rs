//! The exact allocations of combined tasks.
#![cfg(not(valuetask_no_pool))]

#[path = "../../valuetask/tests/util/alloc.rs"]
mod counting;

use std::hint::black_box;
use std::task::{Context, Poll, Waker};

use counting::{Counting, bytes_kept, in_steady_state};
use valuetask_tasks::{Task, TaskCompletionSource, TaskError, WhenEach};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Enough for each to be polled by its own waker, and few enough for the pool to keep their memory.
const MANY: usize = 30;

/// Counts the allocations of `combined` over many tasks, without those of the tasks.
fn of_many<R>(
    make: impl Fn() -> (Vec<TaskCompletionSource<usize>>, Vec<Task<usize>>),
    combined: impl Fn(Vec<Task<usize>>) -> R,
    end: impl Fn(R),
) -> usize {
    let round = |is_combined: bool| {
        let (sources, tasks) = make();
        let combined = is_combined.then(|| combined(tasks));
        sources.iter().enumerate().for_each(|(index, source)| source.set_result(index).expect("it's the first"));
        combined.into_iter().for_each(&end);
    };
    in_steady_state(|| round(true)) - in_steady_state(|| round(false))
}

/// Running tasks.
fn of_sources() -> (Vec<TaskCompletionSource<usize>>, Vec<Task<usize>>) {
    let sources: Vec<_> = (0..MANY).map(|_| TaskCompletionSource::new()).collect();
    let tasks = sources.iter().map(|source| source.task().clone()).collect();
    (sources, tasks)
}

/// An iterator that isn't that of a `Vec`.
fn by_iterator(tasks: Vec<Task<usize>>) -> impl Iterator<Item = Task<usize>> {
    let mut tasks = tasks;
    (0..tasks.len()).map(move |_| tasks.pop().expect("one of them"))
}

fn all(all: Task<Vec<usize>>) {
    assert_eq!(all.blocking_wait().map(Vec::len), Ok(MANY));
}

fn each(mut each: WhenEach<usize>) {
    let mut next = || each.poll_next(&mut Context::from_waker(Waker::noop()));
    while let Poll::Ready(Some((_, task))) = next() {
        assert!(task.is_completed_successfully());
    }
    assert_eq!(each.remaining(), 0);
}

#[test]
fn all_of_many_is_one_allocation_for_the_results_and_one_for_the_tasks_unless_they_are_in_a_vec() {
    assert_eq!(of_many(of_sources, Task::when_all, all), 1);
    assert_eq!(of_many(of_sources, |tasks| Task::when_all(by_iterator(tasks)), all), 2);
}

#[test]
fn all_or_the_first_error_is_one_allocation_for_the_results_and_one_for_the_tasks() {
    assert_eq!(of_many(of_sources, Task::try_when_all, all), 2);
    assert_eq!(of_many(of_sources, |tasks| Task::try_when_all(by_iterator(tasks)), all), 2);
}

/// The few are nodes of a tree, and queues that grow.
#[test]
fn each_of_many_is_an_allocation_for_six_of_them_and_a_few_for_all() {
    let few = MANY / 11..=MANY / 5 + 15;
    let at_once = of_many(of_sources, Task::when_each, each);
    assert_eq!(at_once, of_many(of_sources, |tasks| Task::when_each(by_iterator(tasks)), each));
    assert!(few.contains(&at_once), "{at_once}");
}

#[test]
fn a_continuation_allocates_nothing_in_steady_state() {
    let round = || {
        let source = TaskCompletionSource::new();
        let continued = source
            .task()
            .try_continue_with(|task| task.result().unwrap().map(|number: &u32| number + 1).map_err(TaskError::clone));
        source.set_result(black_box(7)).expect("it's the first");
        assert_eq!(continued.result(), Some(Ok(&8)));
        assert_eq!(Task::from_result(8).continue_with(|task| task.is_completed()).result(), Some(Ok(&true)));
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
        let any = Task::when_any(tasks.chain([first.task().clone()])).expect("there are tasks");
        first.set_result(7).expect("it's the first");
        assert_eq!(any.result().expect("complete").as_ref().map(|winner| winner.0), Ok(10));
    };
    assert_eq!(in_steady_state(round), 1);
}

#[test]
fn any_is_no_allocation_where_the_first_is_complete_already() {
    let (complete, pending) = (Task::from_result(7), TaskCompletionSource::<usize>::new());
    let round = || {
        let any = Task::when_any([complete.clone(), pending.task().clone()]).expect("there are tasks");
        assert!(any.is_completed_successfully());
        let any = Task::when_any(std::iter::repeat_n(complete.clone(), usize::MAX)).expect("there are tasks");
        assert_eq!(any.blocking_wait().map(|winner| winner.0), Ok(0));
    };
    assert_eq!(in_steady_state(round), 0);
}

/// None of them stays pending.
#[test]
fn nothing_is_kept_of_many_tasks_that_were_added_and_yielded() {
    let rounds = if cfg!(miri) { 20 } else { 100_000 };
    let mut each = Task::when_each([]);
    let mut round = |number: usize| {
        let (source, task) = TaskCompletionSource::channel();
        each.push(task);
        source.set_result(number).expect("it's the first");
        let next = each.poll_next(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(next, Poll::Ready(Some((index, _))) if index == number));
    };
    (0..8).for_each(&mut round);
    assert_eq!(bytes_kept(|| (8..8 + rounds).for_each(&mut round)), 0);
}

#[test]
fn the_memory_of_many_is_freed_when_the_last_was_yielded() {
    let many = if cfg!(miri) { 100 } else { 10_000 };
    // A thread's cache is made once.
    drop(Task::from_result(7));
    let mut each = Task::when_each([]);
    let kept = bytes_kept(|| {
        for number in 0..many {
            each.push(Task::from_result(number));
        }
        while let Poll::Ready(Some(_)) = each.poll_next(&mut Context::from_waker(Waker::noop())) {}
        valuetask::pool::trim();
    });
    assert!(kept < 8192, "{kept} bytes are kept");
}

/// B-COMB-017
#[test]
fn nothing_is_left_of_many_combinators_of_one_pending_task() {
    let rounds = if cfg!(miri) { 20 } else { 100_000 };
    let pending = TaskCompletionSource::<usize>::new();
    let round = |index: usize| {
        let other = TaskCompletionSource::new();
        let tasks = || [pending.task().clone(), other.task().clone()];
        match index % 4 {
            // It waits for the last first, so the last stays pending.
            0 => drop(Task::when_all(tasks().into_iter().rev())),
            1 => drop(Task::try_when_all(tasks())),
            2 => drop(Task::when_each(tasks())),
            _ => {}
        }
        let any = Task::when_any(tasks()).expect("there are tasks");
        other.set_result(index).expect("it's the first");
        assert!(any.is_completed());
    };
    (0..8).for_each(round);
    assert_eq!(bytes_kept(|| (0..rounds).for_each(round)), 0);
}
