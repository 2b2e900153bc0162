//! Tasks in every interleaving, by pairs of what two threads do with one.
//!
//! | one                       | the other                          | what holds                                           |
//! |---------------------------|------------------------------------|------------------------------------------------------|
//! | sets the source           | awaits                             | is woken, and reads the result                       |
//! | sets the source           | awaits, with another waker         | the last waker is woken                              |
//! | sets the source           | awaits and gives up                | nothing is lost, nothing is left                     |
//! | sets the source           | two await, one gives up            | the other is woken                                   |
//! | sets the source           | sets it, too                       | one does, the other finds the result                 |
//! | sets the source           | looks                              | the result is whole, or not there                    |
//! | sets the source           | blocks                             | is let go                                            |
//! | drops the source          | awaits by value                    | is woken, and takes the error out                    |
//! | drops the last handle     | drops the last handle              | the result is dropped once                           |
//! | sets the source           | has code run, or takes it out      | it runs once, or never                               |
//! | sets or drops the source  | continues it, keeps that or drops  | the code runs once, the memory goes once             |
//! | awaits (the first)        | awaits (the second), third waits   | all are woken                                        |
//! | wakes a driven task       | drives it                          | is woken, or polls again                             |
//! | drives and gives up       | drives                             | whoever is left completes it                         |
//! | wakes and drops the waker | drops the last handle              | the memory goes once                                 |
//! | wakes and drops the waker | drives it alone                    | what the one has left, the other finds               |
//! | queues it, woken by that  | drives it, with the only handle    | it isn't alone until the queued one has had its turn |
//!
//! A thread that has nothing to do parks, so that a wake-up which is lost is a deadlock.

mod driven;

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use ::loom::cell::UnsafeCell;
use ::loom::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use ::loom::sync::{Condvar, Mutex};
use ::loom::thread;

use super::blocking::Parked;
use super::callback::Manner;
use super::status::Phase;
use super::{Task, TaskCompletionSource};
use crate::pool::live;

/// Wakes a thread.
struct Alarm {
    rings: Mutex<bool>,
    rung: Condvar,
}

impl Alarm {
    fn new() -> (Arc<Self>, Waker) {
        let alarm = Arc::new(Self { rings: Mutex::new(false), rung: Condvar::new() });
        (Arc::clone(&alarm), Waker::from(alarm))
    }

    /// Sleeps until it rings.
    fn sleep(&self) {
        let mut rings = self.rings.lock().expect("no panic");
        if *rings {
            // Woken before: perhaps by itself, while a completer moves its result in, and that has to come to its turn.
            thread::yield_now();
        }
        while !*rings {
            rings = self.rung.wait(rings).expect("no panic");
        }
        *rings = false;
    }
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        *self.rings.lock().expect("no panic") = true;
        self.rung.notify_one();
    }
}

fn poll<F: Future + Unpin>(future: &mut F, waker: &Waker) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(waker))
}

/// Polls until it's ready, asleep in between.
fn finish<F: Future + Unpin>(mut future: F) -> F::Output {
    let (alarm, waker) = Alarm::new();
    loop {
        if let Poll::Ready(output) = poll(&mut future, &waker) {
            return output;
        }
        alarm.sleep();
    }
}

/// Polls, sleeps until woken, and polls again. Not for as long as it takes: where two spin while a third completes, loom never gets to
/// the third.
fn is_served<F: Future + Unpin>(mut future: F) {
    let (alarm, waker) = Alarm::new();
    if poll(&mut future, &waker).is_pending() {
        let woke_itself = *alarm.rings.lock().expect("no panic");
        alarm.sleep();
        assert!(poll(&mut future, &waker).is_ready() || woke_itself);
    }
}

thread_local! {
    /// Whether a spawned thread comes to its turn at once. A model runs its threads on one thread of the system, so this is the model's.
    static AT_ONCE: Cell<bool> = const { Cell::new(false) };
}

/// Explores both ways of [`spawn`]; whatever was allocated is freed.
fn model(work: impl Fn() + Send + Sync + 'static) {
    let work = Arc::new(work);
    for at_once in [false, true] {
        AT_ONCE.set(at_once);
        let work = Arc::clone(&work);
        explore(move || work());
    }
    AT_ONCE.set(false);
}

fn explore(work: impl Fn() + Send + Sync + 'static) {
    ::loom::model(move || {
        let alive = live::count();
        work();
        assert_eq!(live::count(), alive, "allocated, and not freed");
    });
}

/// Spawns a thread, and yields to it where that is asked for. Loom tries only what comes right before a thread's access to an atomic,
/// so where a thread loads first and exchanges then, it doesn't try the exchange before what others have loaded.
fn spawn<T: 'static>(work: impl FnOnce() -> T + 'static) -> thread::JoinHandle<T> {
    let thread = thread::spawn(work);
    if AT_ONCE.get() {
        thread::yield_now();
    }
    thread
}

/// Two handles' worth of a source, one on a thread of its own.
fn with_source(
    setter: impl Fn(TaskCompletionSource<Box<u32>>) + Send + Sync + 'static,
    other: impl Fn(Task<Box<u32>>) + Send + Sync + 'static,
) {
    let setter = Arc::new(setter);
    model(move || {
        let (source, task) = TaskCompletionSource::pair(Phase::Running);
        let setter = Arc::clone(&setter);
        let thread = spawn(move || setter(source));
        other(task);
        thread.join().expect("no panic");
    });
}

fn set(source: TaskCompletionSource<Box<u32>>) {
    source.set_result(Box::new(7)).expect("it's the first");
}

#[test]
fn models_an_awaiter_is_woken_and_reads_the_result() {
    with_source(set, |task| assert_eq!(finish(task.get()), Ok(&Box::new(7))));
}

#[test]
fn models_a_thread_that_blocks_is_let_go() {
    with_source(set, |task| assert_eq!(task.wait(), Ok(&Box::new(7))));
}

#[test]
fn models_a_thread_that_is_woken_before_it_parks_sees_what_was_done() {
    model(|| {
        let (parked, done) = (Arc::new(Parked::new()), Arc::new(UnsafeCell::new(false)));
        let thread = spawn({
            let (parked, done) = (Arc::clone(&parked), Arc::clone(&done));
            move || {
                // SAFETY: loom sees to it that nobody else is there meanwhile.
                done.with_mut(|done| unsafe { *done = true });
                parked.tell();
            }
        });
        // SAFETY: the same.
        assert!(!parked.take() || done.with(|done| unsafe { *done }));
        thread.join().expect("no panic");
    });
}

#[test]
fn models_an_awaiter_by_value_takes_the_result_out() {
    with_source(set, |task| assert_eq!(finish(task.into_future()), Ok(Box::new(7))));
}

#[test]
fn models_an_awaiter_that_changes_its_waker_is_woken_by_the_last() {
    with_source(set, |task| {
        let (_, first) = Alarm::new();
        let mut get = task.get();
        if poll(&mut get, &first).is_pending() {
            assert_eq!(finish(get), Ok(&Box::new(7)));
        }
    });
}

#[test]
fn models_an_awaiter_that_gives_up_leaves_nothing() {
    with_source(set, |task| {
        let mut get = task.get();
        let _ = poll(&mut get, Waker::noop());
    });
}

#[test]
fn models_an_awaiter_that_gives_up_leaves_the_others() {
    with_source(set, |task| {
        let (mut first, mut second) = (task.get(), task.get());
        let _ = poll(&mut first, Waker::noop());
        let _ = poll(&mut second, Waker::noop());
        drop(first);
        assert_eq!(finish(second), Ok(&Box::new(7)));
    });
}

#[test]
fn models_the_second_awaiter_that_gives_up_leaves_the_first() {
    with_source(set, |task| {
        let (mut first, mut second) = (task.get(), task.get());
        let _ = poll(&mut first, Waker::noop());
        let _ = poll(&mut second, Waker::noop());
        drop(second);
        assert_eq!(finish(first), Ok(&Box::new(7)));
    });
}

#[test]
fn models_awaiters_on_two_threads_are_both_woken() {
    // In one way only, and with two preemptions: of three threads' there are enough.
    let mut builder = ::loom::model::Builder::new();
    builder.preemption_bound = Some(2);
    builder.check(|| {
        let (source, task) = TaskCompletionSource::pair(Phase::Running);
        let threads = [task.clone(), task].map(|task| thread::spawn(move || is_served(task.get())));
        set(source);
        for thread in threads {
            thread.join().expect("no panic");
        }
    });
}

#[test]
fn models_a_result_is_moved_out_once_others_have_read_it() {
    model(|| {
        let task = Task::from_result(Box::new(7));
        let other = task.clone();
        let thread = spawn(move || assert_eq!(other.result(), Some(Ok(&Box::new(7)))));
        assert_eq!(finish(task.into_future()), Ok(Box::new(7)));
        thread.join().expect("no panic");
    });
}

#[test]
fn models_an_awaiter_that_comes_and_goes_leaves_the_one_on_another_thread() {
    model(|| {
        let (source, task) = TaskCompletionSource::pair(Phase::Running);
        let other = task.clone();
        let thread = spawn(move || assert_eq!(finish(other.get()), Ok(&Box::new(7))));
        let mut get = task.get();
        let _ = poll(&mut get, Waker::noop());
        drop(get);
        set(source);
        thread.join().expect("no panic");
    });
}

#[test]
fn models_of_two_setters_one_succeeds() {
    model(|| {
        let source = Arc::new(TaskCompletionSource::new());
        let sets = |source: &TaskCompletionSource<Box<u32>>, number| {
            let set = source.set_result(Box::new(number)).is_ok();
            let winner = if set { number } else { 3 - number };
            assert_eq!(source.task().result(), Some(Ok(&Box::new(winner))), "set or not, it can be read");
            set
        };
        let other = Arc::clone(&source);
        let thread = spawn(move || sets(&other, 1));
        let here = sets(&source, 2);
        let there = thread.join().expect("no panic");
        assert!(here != there);
        assert_eq!(source.task().result(), Some(Ok(&Box::new(if here { 2 } else { 1 }))));
    });
}

#[test]
fn models_a_result_that_is_seen_is_whole() {
    with_source(set, |task| {
        for _ in 0..2 {
            if let Some(result) = task.result() {
                assert_eq!(result, Ok(&Box::new(7)));
            }
        }
    });
}

#[test]
fn models_a_source_that_is_dropped_wakes_who_waits() {
    with_source(drop, |task| assert!(finish(task.into_future()).is_err()));
}

#[test]
fn models_an_error_that_is_seen_stays_seen() {
    model(|| {
        let (source, task) = TaskCompletionSource::<Box<u32>>::pair(Phase::Running);
        let other = task.clone();
        let thread = spawn(move || other.result().map(|result| assert!(result.is_err())).is_some());
        drop(source);
        assert!(task.result().is_some_and(|result| result.is_err()));
        thread.join().expect("no panic");
        assert!(task.result().is_some_and(|result| result.is_err()));
    });
}

#[test]
fn models_the_last_of_two_handles_drops_the_result() {
    model(|| {
        let task = Task::from_result(Box::new(7));
        let other = task.clone();
        let thread = spawn(move || assert_eq!(other.result(), Some(Ok(&Box::new(7)))));
        assert_eq!(task.result(), Some(Ok(&Box::new(7))));
        drop(task);
        thread.join().expect("no panic");
    });
}

#[test]
fn models_code_that_waits_runs_once_or_is_taken_out() {
    for manner in [Manner::Schedules, Manner::Inline] {
        with_source(set, move |task| {
            let runs = Arc::new(AtomicUsize::new(0));
            let code = {
                let runs = Arc::clone(&runs);
                move |task: &Task<Box<u32>>| {
                    assert_eq!(task.result(), Some(Ok(&Box::new(7))));
                    runs.fetch_add(1, SeqCst);
                }
            };
            match task.attend(manner, code) {
                Ok(registration) => {
                    if task.dismiss(registration) {
                        drop(task);
                        assert_eq!(runs.load(SeqCst), 0);
                    }
                }
                Err(code) => {
                    code(&task);
                    assert_eq!(runs.load(SeqCst), 1);
                }
            }
        });
    }
}

/// What is kept in the end: nothing, what continues the task, or what continues that.
#[test]
fn models_continuations_run_once_and_their_memory_goes_once() {
    let ends: [(bool, fn(TaskCompletionSource<Box<u32>>)); 2] = [(true, set), (false, drop)];
    for ((is_set, end), kept) in ends.into_iter().flat_map(|end| [(end, 0), (end, 1), (end, 2)]) {
        with_source(end, move |task| {
            let first = task.continue_with(|task| Box::new(task.is_completed_successfully()));
            drop(task);
            if kept == 1 {
                return assert_eq!(finish(first.into_future()), Ok(Box::new(is_set)));
            }
            let second = first.continue_with(|first| first.result().is_some_and(|result| result.is_ok()));
            drop(first);
            if kept == 2 {
                assert_eq!(finish(second.into_future()), Ok(true));
            }
        });
    }
}
