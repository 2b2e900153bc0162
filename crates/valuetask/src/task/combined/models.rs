//! Combinators and continuations in every interleaving, by pairs of what two threads do with what they are made of.
//!
//! | one                    | the other                             | what holds                                              |
//! |------------------------|---------------------------------------|---------------------------------------------------------|
//! | sets one input of all  | sets the other                        | complete once both have returned, with both results     |
//! | sets one input of any  | sets the other                        | complete, and one has won                               |
//! | sets an input          | makes the combinator                  | complete                                                |
//! | sets an error          | makes one that ends with the first    | complete                                                |
//! | sets both inputs       | awaits all once, and gives up         | complete                                                |
//! | sets an input          | drops the last handle                 | nothing is lost, nothing is left                        |
//! | sets an input          | awaits the combinator                 | is woken, or finds it complete                          |
//! | sets one input of any  | sets the other; a third awaits        | it isn't polled again once it is complete               |
//! | sets one, far down     | awaits the combinator by value        | what is queued has its cell                             |
//! | sets one input of each | sets the other, waits for each        | both are yielded, and whoever waits was woken           |
//! | sets an input of each  | waits for each                        | it is yielded, or whoever waits was woken               |
//! | sets the source        | continues the task                    | the code has run once                                   |
//! | drops the source       | continues the task, drops its handles | the code has run once                                   |
//! | wakes a combinator     | awaits it, and wakes it meanwhile     | its future isn't polled again once it is ready          |
//!
//! A combinator of tasks that go on by themselves is complete without being awaited.

use std::future::{Future, IntoFuture, poll_fn};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use ::loom::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use ::loom::thread;

use super::super::drives;
use super::super::levels::DEEPEST;
use super::super::{Task, TaskCompletionSource};
use crate::pool::live;

type Source = TaskCompletionSource<usize>;

/// Counts how often it was woken.
struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, SeqCst);
    }
}

/// Explores; whatever was allocated is freed.
fn model(explore: impl Fn() + Send + Sync + 'static) {
    ::loom::model(move || {
        let alive = live::count();
        explore();
        assert_eq!(live::count(), alive, "allocated, and not freed");
    });
}

fn sources() -> ([Source; 2], [Task<usize>; 2]) {
    let sources = [Source::new(), Source::new()];
    let tasks = sources.each_ref().map(|source| source.task().clone());
    (sources, tasks)
}

fn set(source: Source, number: usize) {
    source.set_result(number).expect("it's the first");
}

/// Sets one source on another thread and one on this, and looks at what was combined when both have returned.
fn both_set<R: 'static>(combine: fn([Task<usize>; 2]) -> R, look: fn(R)) {
    model(move || {
        let ([first, second], tasks) = sources();
        let combined = combine(tasks);
        let thread = thread::spawn(move || set(first, 1));
        set(second, 2);
        thread.join().expect("no panic");
        look(combined);
    });
}

/// Sets a source on another thread, while this one does something with its task.
fn one_set(other: fn(Task<usize>)) {
    model(move || {
        let source = Source::new();
        let task = source.task().clone();
        let thread = thread::spawn(move || set(source, 1));
        other(task);
        thread.join().expect("no panic");
    });
}

#[test]
fn all_are_there_once_both_are_set() {
    both_set(Task::when_all, |all| assert_eq!(all.result(), Some(Ok(&vec![1, 2]))));
}

#[test]
fn all_or_an_error_are_there_once_both_are_set() {
    both_set(Task::try_when_all, |all| assert_eq!(all.result(), Some(Ok(&vec![1, 2]))));
}

#[test]
fn any_has_one_winner() {
    let look = |any: Task<(usize, Task<usize>)>| {
        let (index, task) = any.result().expect("complete").expect("there are tasks");
        assert_eq!(task.result(), Some(Ok(&(index + 1))));
    };
    both_set(Task::when_any, look);
}

#[test]
fn a_flat_task_is_there_once_both_are_set() {
    model(|| {
        let (outer, inner) = (TaskCompletionSource::new(), Source::new());
        let flat = outer.task().flatten();
        let task = inner.task().clone();
        let thread = thread::spawn(move || outer.set_result(task).expect("it's the first"));
        set(inner, 1);
        thread.join().expect("no panic");
        assert_eq!(flat.result(), Some(Ok(&1)));
    });
}

#[test]
fn all_of_an_input_that_is_just_being_set_are_there() {
    model(|| {
        let source = Source::new();
        let task = source.task().clone();
        let thread = thread::spawn(move || set(source, 1));
        let all = Task::when_all([task]);
        thread.join().expect("no panic");
        assert_eq!(all.result(), Some(Ok(&vec![1])));
    });
}

#[test]
fn any_of_an_input_that_is_just_being_set_is_there() {
    model(|| {
        let ([first, _second], tasks) = sources();
        let thread = thread::spawn(move || set(first, 1));
        let any = Task::when_any(tasks);
        thread.join().expect("no panic");
        assert!(any.result().expect("complete").expect("there are tasks").1.is_completed());
    });
}

#[test]
fn an_error_that_is_just_being_set_ends_all() {
    model(|| {
        let ([first, _second], tasks) = sources();
        let thread = thread::spawn(move || first.set_error("lost").expect("it's the first"));
        let all = Task::try_when_all(tasks);
        thread.join().expect("no panic");
        assert!(all.is_faulted());
    });
}

#[test]
fn all_are_there_though_whoever_polled_them_meanwhile_gave_up() {
    model(|| {
        let ([first, second], tasks) = sources();
        let all = Task::when_all(tasks);
        let mut get = all.get();
        let mut poll = || std::pin::Pin::new(&mut get).poll(&mut Context::from_waker(Waker::noop()));
        assert!(poll().is_pending());
        let thread = thread::spawn(move || {
            set(second, 2);
            set(first, 1);
        });
        let _ = poll();
        thread.join().expect("no panic");
        assert_eq!(all.result(), Some(Ok(&vec![1, 2])));
    });
}

#[test]
fn a_combinator_that_is_dropped_while_an_input_is_set_leaves_nothing() {
    one_set(|task| drop(Task::when_any([task])));
    model(|| {
        let source = Source::new();
        let all = Task::when_all([source.task().clone()]);
        let thread = thread::spawn(move || set(source, 1));
        drop(all);
        thread.join().expect("no panic");
    });
}

#[test]
fn whoever_awaits_a_combinator_is_woken() {
    model(|| {
        let source = Source::new();
        let all = Task::when_all([source.task().clone()]);
        let thread = thread::spawn(move || set(source, 1));
        let wakes = Arc::new(Wakes(AtomicUsize::new(0)));
        let mut get = all.get();
        let polled = {
            let waker = Waker::from(Arc::clone(&wakes));
            std::pin::Pin::new(&mut get).poll(&mut Context::from_waker(&waker))
        };
        thread.join().expect("no panic");
        assert!(polled.is_ready() || wakes.0.load(SeqCst) > 0);
        assert_eq!(all.result(), Some(Ok(&vec![1])));
    });
}

#[test]
fn a_combinator_that_is_complete_is_not_polled_again() {
    // With two preemptions: of three threads' there are enough.
    let mut builder = ::loom::model::Builder::new();
    builder.preemption_bound = Some(2);
    builder.check(|| {
        let alive = live::count();
        let ([first, second], tasks) = sources();
        let any = Task::when_any(tasks);
        let threads = [(first, 1), (second, 2)].map(|(source, number)| thread::spawn(move || set(source, number)));
        let _ = std::pin::Pin::new(&mut any.get()).poll(&mut Context::from_waker(Waker::noop()));
        for thread in threads {
            thread.join().expect("no panic");
        }
        drop(any);
        assert_eq!(live::count(), alive, "allocated, and not freed");
    });
}

/// Does it where a thread drives so deep that what is woken is queued.
fn far_down(levels: usize, work: impl FnOnce()) {
    fn nest(levels: usize, work: &mut dyn FnMut()) {
        if levels == 0 { work() } else { drives::drive(|_| nest(levels - 1, work)) }
    }
    let mut work = Some(work);
    nest(levels, &mut || work.take().expect("once")());
}

#[test]
fn a_combinator_that_is_queued_is_there_until_its_turn() {
    model(|| {
        let source = Source::new();
        let mut all = Task::when_all([source.task().clone()]).into_future();
        let thread = thread::spawn(move || far_down(DEEPEST, || set(source, 1)));
        let mut poll = || std::pin::Pin::new(&mut all).poll(&mut Context::from_waker(Waker::noop()));
        let mut polled = poll();
        thread.join().expect("no panic");
        if polled.is_pending() {
            polled = poll();
        }
        assert_eq!(polled, Poll::Ready(Ok(vec![1])));
    });
}

/// Waits for each of two while another thread sets the first. The second is set by this one: early, while the other is
/// at it, or later.
fn waits_for_each(is_early: bool) {
    model(move || {
        let ([first, second], tasks) = sources();
        let mut each = Task::when_each(tasks);
        let thread = thread::spawn(move || set(first, 1));
        let wakes = Arc::new(Wakes(AtomicUsize::new(0)));
        let waker = Waker::from(Arc::clone(&wakes));
        let polled = each.poll_next(&mut Context::from_waker(&waker));
        let mut second = Some(second);
        if is_early && let Some(second) = second.take() {
            set(second, 2);
        }
        thread.join().expect("no panic");
        // Unless the second was set early, it is the first that has woken.
        assert!(polled.is_ready() || wakes.0.load(SeqCst) > 0);
        if let Some(second) = second {
            set(second, 2);
        }
        let left = if polled.is_ready() { 1 } else { 2 };
        for _ in 0..left {
            assert!(matches!(each.poll_next(&mut Context::from_waker(Waker::noop())), Poll::Ready(Some(_))));
        }
        assert!(matches!(each.poll_next(&mut Context::from_waker(Waker::noop())), Poll::Ready(None)));
    });
}

#[test]
fn each_of_two_is_yielded_and_whoever_waits_is_woken() {
    waits_for_each(true);
}

#[test]
fn whoever_waits_for_each_is_woken_by_the_first() {
    waits_for_each(false);
}

#[test]
fn a_continuation_runs_once() {
    model(|| {
        let source = Source::new();
        let task = source.task().clone();
        let thread = thread::spawn(move || set(source, 1));
        let continued = task.on_success(|number| number + 1);
        thread.join().expect("no panic");
        assert_eq!(continued.result(), Some(Ok(&2)));
    });
}

#[test]
fn a_continuation_runs_though_source_and_handles_are_dropped() {
    model(|| {
        let source = Source::new();
        let task = source.task().clone();
        let thread = thread::spawn(move || drop(source));
        let runs = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&runs);
        drop(task.continue_with(move |task| {
            assert!(task.is_faulted());
            counted.fetch_add(1, SeqCst);
        }));
        drop(task);
        thread.join().expect("no panic");
        assert_eq!(runs.load(SeqCst), 1);
    });
}

#[test]
fn a_future_that_was_woken_in_its_last_poll_isnt_polled_again() {
    model(|| {
        let waker = Arc::new(::loom::sync::Mutex::new(None));
        let kept = Arc::clone(&waker);
        let mut polls = 0;
        let task = Task::from_eager(poll_fn(move |cx| {
            polls += 1;
            assert!(polls <= 2, "polled after it was ready");
            if polls == 1 {
                *kept.lock().expect("no panic") = Some(cx.waker().clone());
                return Poll::Pending;
            }
            cx.waker().wake_by_ref();
            Poll::Ready(Ok(7))
        }));
        let waker: Option<Waker> = waker.lock().expect("no panic").take();
        let thread = thread::spawn(move || waker.expect("it was polled").wake());
        let _ = std::pin::Pin::new(&mut task.get()).poll(&mut Context::from_waker(Waker::noop()));
        thread.join().expect("no panic");
        assert_eq!(task.result(), Some(Ok(&7)));
    });
}
