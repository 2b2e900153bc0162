//! Combined tasks and continuations in every interleaving, by pairs of what two threads do with their inputs.
//!
//! | one                    | the other                             | what holds                                              |
//! |------------------------|---------------------------------------|---------------------------------------------------------|
//! | sets one input of all  | sets the other                        | complete once both have returned, with both results     |
//! | sets one input of any  | sets the other                        | complete, and one has won                               |
//! | sets one input of any  | sets the other, takes the result out  | the callback that has lost uses no result that is gone  |
//! | sets one input of all  | sets the other, takes the results out | each result is moved, never cloned                      |
//! | reads the result       | takes it out                          | it was whole                                            |
//! | sets an input          | makes the combined task               | complete                                                |
//! | sets an error          | makes one that ends with the first    | complete                                                |
//! | sets both inputs       | awaits all once, drops the awaiter    | complete                                                |
//! | sets an input          | drops the last handle                 | nothing is lost, nothing is left                        |
//! | sets an input          | awaits the combined task              | the awaiter is woken, or finds it complete              |
//! | sets an input too deep | awaits by value                       | the queued callback finds its cell                      |
//! | sets one input of each | sets the other, waits for each        | both are yielded, and the awaiter was woken             |
//! | sets an input of each  | waits for each                        | it is yielded, or the awaiter was woken                 |
//! | sets the input         | time passes                           | complete, as the input if that was complete             |
//! | time passes, twice     | time passes; a third does nothing, sets the input, or drops the last handle | no wake is lost     |
//! | time passes            | makes the combined task, polls the limit | no wake is lost                                      |
//! | time passes            | drops the last handle                 | nothing is left: neither an awaiter nor a waker         |
//! | time passes            | drops the last handle; a third sets the input | the same                                        |
//! | time passes            | sets the input, after the last handle | the same                                                |
//! | drops a handle         | drops the other; a third sets or drops an input | the wait ends once                            |
//! | time passes            | sets the input, takes the result out  | the waker that is late uses no result that is gone      |
//! | sets the source        | continues the task                    | the code has run once                                   |
//! | drops the source       | continues the task, drops its handles | the code has run once                                   |
//! | sets an input          | continues the combined task, drops it | the code has run once, nothing is left                  |
//!
//! A combined task is complete without being awaited.
#![forbid(unsafe_code)]

use std::future::{IntoFuture, poll_fn};
use std::sync::Arc;
use std::task::{Poll, Wake, Waker};

use crate::sync::model::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use crate::sync::model::thread;

use super::super::models::{Moved, complete_too_deep, finish, model, model_briefly, poll, spawn};
use super::super::{Task, TaskCompletionSource, TaskError, TimedOut, cell, sourced};
use crate::live::Counted;
use valuetask::PooledFuture;

type Number = Counted<usize>;
type Source = TaskCompletionSource<Number>;

fn number(number: usize) -> Number {
    Counted::new(number)
}

fn one_and_two() -> Vec<Number> {
    vec![number(1), number(2)]
}

/// Counts how often it was woken.
struct Wakes(AtomicUsize, Counted);

impl Wakes {
    fn new() -> (Arc<Self>, Waker) {
        let wakes = Arc::new(Self(AtomicUsize::new(0), Counted::default()));
        (Arc::clone(&wakes), Waker::from(wakes))
    }
}

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, SeqCst);
    }
}

fn sources() -> ([Source; 2], [Task<Number>; 2]) {
    let sources = [Source::new(), Source::new()];
    let tasks = sources.each_ref().map(|source| source.task().clone());
    (sources, tasks)
}

/// Two tasks, and the sources that spawned work would have.
fn pending() -> ([cell::Source<Moved>; 2], [Task<Moved>; 2]) {
    let [(first, one), (second, two)] = [sourced(), sourced()];
    ([first, second], [one, two])
}

fn set(source: Source, result: usize) {
    source.set_result(number(result)).expect("it's the first");
}

/// Sets one source on another thread and one on this, and looks at what was combined when both have returned.
fn both_set<R: 'static>(combine: fn([Task<Number>; 2]) -> R, look: fn(R)) {
    model(move || {
        let ([first, second], tasks) = sources();
        let combined = combine(tasks);
        let thread = spawn(move || set(first, 1));
        set(second, 2);
        thread.join().expect("no panic");
        look(combined);
    });
}

/// Sets a source on another thread, while this one does something with its task.
fn one_set(other: fn(Task<Number>)) {
    model(move || {
        let source = Source::new();
        let task = source.task().clone();
        let thread = spawn(move || set(source, 1));
        other(task);
        thread.join().expect("no panic");
    });
}

#[test]
fn all_are_complete_once_both_are_set() {
    both_set(Task::when_all, |all| assert_eq!(all.result(), Some(Ok(&one_and_two()))));
    both_set(Task::try_when_all, |all| assert_eq!(all.result(), Some(Ok(&one_and_two()))));
}

#[test]
fn any_has_one_winner() {
    let look = |any: Task<(usize, Task<Number>)>| {
        let (index, task) = any.result().expect("complete").expect("it can't fail");
        assert_eq!(task.result(), Some(Ok(&number(index + 1))));
    };
    both_set(|tasks| Task::when_any(tasks).expect("two tasks"), look);
}

#[test]
fn the_winner_is_taken_out_beside_the_callback_of_the_other() {
    model_briefly(|| {
        let ([first, second], tasks) = sources();
        let any = Task::when_any(tasks).expect("two tasks");
        let thread = spawn(move || set(first, 1));
        set(second, 2);
        let (index, task) = finish(any.into_future()).expect("it can't fail");
        assert_eq!(task.result(), Some(Ok(&number(index + 1))));
        thread.join().expect("no panic");
    });
}

/// The callback of one input may still run when that of the other has completed the task.
#[test]
fn results_of_all_are_moved_beside_the_callback_of_the_other() {
    let combine: [fn([Task<Moved>; 2]) -> Task<Vec<Moved>>; 2] = [Task::when_all, Task::try_when_all];
    for combine in combine {
        model_briefly(move || {
            let ([first, second], tasks) = pending();
            let all = combine(tasks);
            let thread = spawn(move || first.set(Ok(Moved::new())));
            second.set(Ok(Moved::new()));
            assert_eq!(finish(all.into_future()), Ok(vec![Moved::new(), Moved::new()]));
            thread.join().expect("no panic");
        });
    }
}

#[test]
fn a_combined_result_is_moved_out_once_others_have_read_it() {
    model(|| {
        let source = Source::new();
        let all = Task::when_all([source.task().clone()]);
        set(source, 1);
        let other = all.clone();
        let thread = spawn(move || assert_eq!(other.result(), Some(Ok(&vec![number(1)]))));
        assert_eq!(finish(all.into_future()), Ok(vec![number(1)]));
        thread.join().expect("no panic");
    });
}

#[test]
fn all_of_an_input_that_is_just_being_set_are_complete() {
    model(|| {
        let source = Source::new();
        let task = source.task().clone();
        let thread = spawn(move || set(source, 1));
        let all = [Task::when_all([task.clone()]), Task::try_when_all([task])];
        thread.join().expect("no panic");
        assert!(all.iter().all(|all| all.result() == Some(Ok(&vec![number(1)]))));
    });
}

#[test]
fn any_of_an_input_that_is_just_being_set_is_complete() {
    model(|| {
        let ([first, _second], tasks) = sources();
        let thread = spawn(move || set(first, 1));
        let any = Task::when_any(tasks).expect("two tasks");
        thread.join().expect("no panic");
        assert!(any.result().expect("complete").expect("it can't fail").1.is_completed());
    });
}

#[test]
fn an_error_that_is_just_being_set_ends_all() {
    model(|| {
        let ([first, _second], tasks) = sources();
        let thread = spawn(move || first.set_error(TaskError::new(Counted::new("lost"))).expect("it's the first"));
        let all = Task::try_when_all(tasks);
        thread.join().expect("no panic");
        assert!(all.is_faulted());
    });
}

#[test]
fn all_are_complete_though_their_awaiter_was_dropped() {
    model(|| {
        let ([first, second], tasks) = sources();
        let all = Task::when_all(tasks);
        let mut get = all.get();
        assert!(poll(&mut get, &Wakes::new().1).is_pending());
        let thread = spawn(move || {
            set(second, 2);
            set(first, 1);
        });
        let _ = poll(&mut get, &Wakes::new().1);
        drop(get);
        thread.join().expect("no panic");
        assert_eq!(all.result(), Some(Ok(&one_and_two())));
    });
}

#[test]
fn a_combined_task_that_is_dropped_while_an_input_is_set_leaves_nothing() {
    one_set(|task| drop(Task::when_any([task])));
    let combine: [fn(Task<Number>) -> Task<Vec<Number>>; 2] =
        [|task| Task::when_all([task]), |task| Task::try_when_all([task])];
    for combine in combine {
        model(move || {
            let source = Source::new();
            let all = combine(source.task().clone());
            let thread = spawn(move || set(source, 1));
            drop(all);
            thread.join().expect("no panic");
        });
    }
}

#[test]
fn an_awaiter_of_a_combined_task_is_woken() {
    model(|| {
        let source = Source::new();
        let all = Task::when_all([source.task().clone()]);
        let thread = spawn(move || set(source, 1));
        let (wakes, waker) = Wakes::new();
        let mut get = all.get();
        let polled = poll(&mut get, &waker);
        thread.join().expect("no panic");
        assert!(polled.is_ready() || wakes.0.load(SeqCst) > 0);
        assert_eq!(all.result(), Some(Ok(&vec![number(1)])));
    });
}

#[test]
fn a_callback_that_is_queued_finds_its_cell() {
    model(|| {
        let source = Source::new();
        let mut all = Task::when_all([source.task().clone()]).into_future();
        let thread = spawn(move || complete_too_deep(|| set(source, 1)));
        let mut polled = poll(&mut all, &Wakes::new().1);
        thread.join().expect("no panic");
        if polled.is_pending() {
            polled = poll(&mut all, &Wakes::new().1);
        }
        assert_eq!(polled, Poll::Ready(Ok(vec![number(1)])));
    });
}

/// Waits for each of two while another thread sets the first. This thread sets the second: early, while the other runs, or later.
fn waits_for_each(is_early: bool) {
    model(move || {
        let ([first, second], tasks) = sources();
        let mut each = Task::when_each(tasks);
        let thread = spawn(move || set(first, 1));
        let (wakes, waker) = Wakes::new();
        let mut poll = |waker| each.poll_next(&mut std::task::Context::from_waker(waker));
        let polled = poll(&waker);
        let mut second = Some(second);
        if is_early && let Some(second) = second.take() {
            set(second, 2);
        }
        thread.join().expect("no panic");
        assert!(polled.is_ready() || wakes.0.load(SeqCst) > 0);
        if let Some(second) = second {
            set(second, 2);
        }
        for _ in usize::from(polled.is_ready())..2 {
            assert!(matches!(poll(&waker), Poll::Ready(Some(_))));
        }
        assert!(matches!(poll(&waker), Poll::Ready(None)));
    });
}

#[test]
fn each_of_two_is_yielded_and_the_awaiter_is_woken() {
    waits_for_each(true);
    waits_for_each(false);
}

/// Returns a task with a limit that is ready at this poll. Each poll before passes its waker.
fn limited_by(input: Task<Number>, ready_at: usize, polled: impl Fn(&Waker) + Send + 'static) -> Task<Number> {
    let (held, late) = (Counted::new(()), || Err(TaskError::new(TimedOut)));
    let mut polls = 0;
    let until = PooledFuture::new(poll_fn(move |cx| {
        let _held = &held;
        polls += 1;
        if polls == ready_at {
            return Poll::Ready(late());
        }
        polled(cx.waker());
        Poll::Pending
    }));
    super::super::limited::limited(Some(input), until, None, late)
}

/// Returns a task with a limit that is ready at this poll, and the waker of its timer.
fn limited_at(input: Task<Number>, ready_at: usize) -> (Task<Number>, Waker) {
    let kept = Arc::new(std::sync::Mutex::new(None));
    let keeps = Arc::clone(&kept);
    let task = limited_by(input, ready_at, move |waker| *keeps.lock().expect("no panic") = Some(waker.clone()));
    let waker = kept.lock().expect("no panic").clone().expect("it was polled");
    (task, waker)
}

fn limited(input: Task<Number>) -> (Task<Number>, Waker) {
    limited_at(input, 2)
}

fn is_in_time_or_late(task: &Task<Number>) -> bool {
    match task.result() {
        Some(Ok(result)) => *result.get() == 1,
        Some(Err(error)) => error.downcast_ref::<TimedOut>().is_some(),
        None => false,
    }
}

#[test]
fn a_task_with_a_limit_ends_as_its_input_or_late() {
    model(|| {
        let source = Source::new();
        let (task, waker) = limited(source.task().clone());
        let thread = spawn(move || waker.wake());
        set(source, 1);
        thread.join().expect("no panic");
        assert!(is_in_time_or_late(&task));
    });
}

/// Wakes a limit that is ready at its third poll on two threads, beside what this one does.
fn woken_twice(beside: fn(&Source, &mut Option<Task<Number>>)) {
    model_briefly(move || {
        let source = Source::new();
        let (task, waker) = limited_at(source.task().clone(), 3);
        let mut task = Some(task);
        let threads = [waker.clone(), waker].map(|waker| thread::spawn(|| waker.wake()));
        beside(&source, &mut task);
        for thread in threads {
            thread.join().expect("no panic");
        }
        assert!(task.is_none_or(|task| is_in_time_or_late(&task)));
    });
}

#[test]
fn a_limit_that_is_woken_twice_is_polled_twice() {
    woken_twice(|_, _| ());
    woken_twice(|source, _| source.set_result(number(1)).expect("it's the first"));
    woken_twice(|_, task| *task = None);
}

#[test]
fn a_limit_that_is_woken_while_it_is_polled_is_polled_again() {
    model_briefly(|| {
        let source = Source::new();
        let threads = Arc::new(std::sync::Mutex::new(Vec::new()));
        let spawned = Arc::clone(&threads);
        let task = limited_by(source.task().clone(), 3, move |waker| {
            let waker = waker.clone();
            // Before the lock, as others may run here.
            let thread = thread::spawn(|| waker.wake());
            spawned.lock().expect("no panic").push(thread);
        });
        let next = || threads.lock().expect("no panic").pop();
        while let Some(thread) = next() {
            thread.join().expect("no panic");
        }
        assert!(is_in_time_or_late(&task));
    });
}

#[test]
fn a_task_with_a_limit_is_dropped_while_its_time_passes() {
    model(|| {
        let source = Source::new();
        let (task, waker) = limited(source.task().clone());
        let thread = spawn(move || waker.wake());
        drop(task);
        thread.join().expect("no panic");
        drop(source);
    });
}

#[test]
fn the_input_is_set_and_time_passes_while_a_task_with_a_limit_is_dropped() {
    model_briefly(|| {
        let source = Source::new();
        let (task, waker) = limited(source.task().clone());
        let threads = [thread::spawn(move || waker.wake()), thread::spawn(move || set(source, 1))];
        drop(task);
        for thread in threads {
            thread.join().expect("no panic");
        }
    });
}

#[test]
fn a_waker_outlives_a_task_with_a_limit() {
    model(|| {
        let source = Source::new();
        let (task, waker) = limited(source.task().clone());
        let other = waker.clone();
        drop(task);
        let thread = spawn(move || waker.wake());
        set(source, 1);
        other.wake_by_ref();
        drop(other);
        thread.join().expect("no panic");
    });
}

/// Drops two handles of a combined task, beside a completer of an input or not.
fn two_drop<R: Send + Sync + 'static>(combine: fn([Task<Number>; 2]) -> Task<R>) {
    for is_set in [false, true] {
        model_briefly(move || {
            let ([first, second], tasks) = sources();
            let combined = combine(tasks);
            let other = combined.clone();
            let thread = thread::spawn(move || drop(other));
            let setter = thread::spawn(move || if is_set { set(first, 1) } else { drop(first) });
            drop(combined);
            thread.join().expect("no panic");
            setter.join().expect("no panic");
            drop(second);
        });
    }
    model(move || {
        let (_sources, tasks) = sources();
        let combined = combine(tasks);
        let other = combined.clone();
        let thread = spawn(move || drop(other));
        drop(combined);
        thread.join().expect("no panic");
    });
}

#[test]
fn of_two_last_handles_one_ends_the_wait() {
    two_drop(Task::when_all);
    two_drop(Task::try_when_all);
    two_drop(|tasks| Task::when_any(tasks).expect("two tasks"));
    two_drop(|[task, _]| limited(task).0);
}

#[test]
fn a_result_is_taken_out_while_its_time_passes() {
    model(|| {
        let source = Source::new();
        let (task, waker) = limited(source.task().clone());
        set(source, 1);
        let thread = spawn(move || waker.wake());
        assert_eq!(finish(task.into_future()), Ok(number(1)));
        thread.join().expect("no panic");
    });
}

#[test]
fn a_continuation_runs_once() {
    one_set(|task| {
        assert_eq!(
            finish(
                task.try_continue_with(|task| task
                    .result()
                    .unwrap()
                    .map(|one| number(one.get() + 1))
                    .map_err(TaskError::clone))
                    .into_future()
            ),
            Ok(number(2))
        )
    });
}

#[test]
fn a_continuation_runs_though_source_and_handles_are_dropped() {
    model(|| {
        let source = Source::new();
        let task = source.task().clone();
        let thread = spawn(move || drop(source));
        let runs = Arc::new(AtomicUsize::new(0));
        let (counted, held) = (Arc::clone(&runs), Counted::new(()));
        drop(task.continue_with(move |task| {
            assert!(task.is_faulted());
            drop(held);
            counted.fetch_add(1, SeqCst);
        }));
        drop(task);
        thread.join().expect("no panic");
        assert_eq!(runs.load(SeqCst), 1);
    });
}

#[test]
fn continuations_of_a_combined_task_run_though_its_handles_are_dropped() {
    model(|| {
        let source = Source::new();
        let all = Task::when_all([source.task().clone()]);
        let thread = spawn(move || set(source, 1));
        let runs = Arc::new(AtomicUsize::new(0));
        for _ in 0..2 {
            let (counted, held) = (Arc::clone(&runs), Counted::new(()));
            drop(all.continue_with(move |all| {
                assert_eq!(all.result(), Some(Ok(&vec![number(1)])));
                drop(held);
                counted.fetch_add(1, SeqCst);
            }));
        }
        drop(all);
        thread.join().expect("no panic");
        assert_eq!(runs.load(SeqCst), 2);
    });
}
