//! Tasks in every interleaving, by pairs of what two threads do with one.
//!
//! | one                       | the other                          | what holds                                           |
//! |---------------------------|------------------------------------|------------------------------------------------------|
//! | sets the source           | awaits                             | is woken, and reads the result                       |
//! | sets the source           | awaits, with another waker         | the last waker is woken                              |
//! | sets the source           | awaits and gives up                | nothing is lost, nothing is left                     |
//! | sets the source           | two await, one gives up            | the other is woken                                   |
//! | sets the source           | sets it, too                       | one does, the other has its value back               |
//! | sets the source           | looks                              | the result is whole, or not there                    |
//! | drops the source          | awaits by value                    | is woken, and takes the error out                    |
//! | drops the last handle     | drops the last handle              | the result is dropped once                           |
//! | sets the source           | has code run, or takes it out      | it runs once, or never                               |
//! | awaits (the first)        | awaits (the second), third waits   | all are woken                                        |
//! | wakes a driven task       | drives it                          | is woken, or polls again                             |
//! | drives and gives up       | drives                             | whoever is left completes it                         |
//! | wakes and drops the waker | drops the last handle              | the memory goes once                                 |
//!
//! A thread that has nothing to do parks, so that a wake-up which is lost is a deadlock.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::mem::ManuallyDrop;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use ::loom::cell::UnsafeCell;
use ::loom::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use ::loom::sync::{Condvar, Mutex};
use ::loom::thread;

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
        let other = Arc::clone(&source);
        let thread = spawn(move || other.set_result(Box::new(1)).is_ok());
        let here = source.set_result(Box::new(2)).is_ok();
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

/// A future that is ready once it was told to be.
#[derive(Clone)]
struct Gate(Arc<Mutex<(bool, Option<Waker>)>>);

impl Gate {
    fn new() -> Self {
        Self(Arc::new(Mutex::new((false, None))))
    }

    fn task(&self) -> Task<Box<u32>> {
        let gate = self.clone();
        Task::from_future(async move {
            gate.await;
            Box::new(7)
        })
    }

    fn open(&self) {
        let waker = {
            let mut gate = self.0.lock().expect("no panic");
            gate.0 = true;
            gate.1.take()
        };
        waker.into_iter().for_each(Waker::wake);
    }
}

impl Future for Gate {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut gate = self.0.lock().expect("no panic");
        if gate.0 {
            return Poll::Ready(());
        }
        gate.1 = Some(cx.waker().clone());
        Poll::Pending
    }
}

#[test]
fn models_a_driver_is_woken() {
    model(|| {
        let gate = Gate::new();
        let task = gate.task();
        let thread = spawn(move || gate.open());
        assert_eq!(finish(task.get()), Ok(&Box::new(7)));
        thread.join().expect("no panic");
    });
}

#[test]
fn models_a_driver_alone_is_woken() {
    model(|| {
        let gate = Gate::new();
        let task = gate.task();
        let thread = spawn(move || gate.open());
        assert_eq!(finish(task.into_future()), Ok(Box::new(7)));
        thread.join().expect("no panic");
    });
}

#[test]
fn models_two_drivers_are_both_served() {
    model(|| {
        let gate = Gate::new();
        let task = gate.task();
        gate.open();
        let other = task.clone();
        let thread = spawn(move || assert_eq!(finish(other.get()), Ok(&Box::new(7))));
        assert_eq!(finish(task.get()), Ok(&Box::new(7)));
        thread.join().expect("no panic");
    });
}

#[test]
fn models_one_drives_at_a_time() {
    /// Wakes itself while it is polled, and is ready the second time.
    struct Exclusive(UnsafeCell<()>, u32);

    impl Future for Exclusive {
        type Output = Box<u32>;

        fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Box<u32>> {
            self.0.with_mut(|_| {
                cx.waker().wake_by_ref();
                thread::yield_now();
            });
            self.1 += 1;
            if self.1 == 1 { Poll::Pending } else { Poll::Ready(Box::new(7)) }
        }
    }
    model(|| {
        let task = Task::from_future(Exclusive(UnsafeCell::new(()), 0));
        let other = task.clone();
        let thread = spawn(move || assert_eq!(finish(other.get()), Ok(&Box::new(7))));
        assert_eq!(finish(task.get()), Ok(&Box::new(7)));
        thread.join().expect("no panic");
    });
}

#[test]
fn models_nobody_is_left_in_a_driven_task_that_is_complete() {
    model(|| {
        let gate = Gate::new();
        let task = gate.task();
        gate.open();
        let other = task.clone();
        let thread = spawn(move || {
            let (alarm, waker) = Alarm::new();
            let mut get = other.get();
            let _ = poll(&mut get, &waker);
            alarm
        });
        assert_eq!(finish(task.get()), Ok(&Box::new(7)));
        let alarm = thread.join().expect("no panic");
        assert_eq!(Arc::strong_count(&alarm), 1);
    });
}

#[test]
fn models_another_takes_over_from_a_driver_that_gives_up() {
    model(|| {
        let gate = Gate::new();
        let task = gate.task();
        let other = task.clone();
        let thread = spawn(move || assert_eq!(finish(other.get()), Ok(&Box::new(7))));
        let mut get = task.get();
        let _ = poll(&mut get, Waker::noop());
        gate.open();
        drop(get);
        drop(task);
        thread.join().expect("no panic");
    });
}

#[test]
fn models_an_awaiter_that_is_woken_and_never_polls_again_holds_up_nobody() {
    model(|| {
        let gate = Gate::new();
        let task = gate.task();
        let mut busy = task.get();
        let _ = poll(&mut busy, Waker::noop());
        let thread = spawn(move || gate.open());
        assert_eq!(finish(task.get()), Ok(&Box::new(7)));
        thread.join().expect("no panic");
    });
}

#[test]
fn models_two_wakers_outlive_the_handles() {
    model(|| {
        let wakers = Arc::new(std::sync::Mutex::new(Vec::new()));
        let kept = Arc::clone(&wakers);
        let task = Task::from_future(poll_fn(move |cx| {
            kept.lock().expect("no panic").extend([cx.waker().clone(), cx.waker().clone()]);
            Poll::<()>::Pending
        }));
        let _ = poll(&mut task.get(), Waker::noop());
        drop(task);
        let [here, there] = std::mem::take(&mut *wakers.lock().expect("no panic")).try_into().expect("two");
        here.wake_by_ref();
        let thread = spawn(move || there.wake());
        drop(here);
        thread.join().expect("no panic");
    });
}

#[test]
fn models_a_waker_outlives_the_handles() {
    model(|| {
        let gate = Gate::new();
        let task = gate.task();
        let mut get = task.get();
        let _ = poll(&mut get, Waker::noop());
        drop(get);
        let thread = spawn(move || gate.open());
        drop(task);
        thread.join().expect("no panic");
    });
}

#[test]
fn models_a_handle_alone_drives_what_others_have_driven() {
    model(|| {
        let gate = Gate::new();
        let task = gate.task();
        let other = task.clone();
        let thread = spawn(move || {
            let mut get = other.get();
            let _ = poll(&mut get, Waker::noop());
            drop(get);
            drop(other);
        });
        let opener = gate.clone();
        let mut future = task.into_future();
        let polled = poll(&mut future, Waker::noop());
        opener.open();
        thread.join().expect("no panic");
        if polled.is_pending() {
            assert_eq!(finish(future), Ok(Box::new(7)));
        }
    });
}

#[test]
fn models_a_leaked_awaiter_brings_no_task_back() {
    model(|| {
        let waker = Arc::new(std::sync::Mutex::new(None));
        let kept = Arc::clone(&waker);
        let task = Task::from_future(poll_fn(move |cx| {
            *kept.lock().expect("no panic") = Some(cx.waker().clone());
            Poll::<Box<u32>>::Pending
        }));
        let other = task.clone();
        let thread = spawn(move || drop(other));
        // Within one drive, so that the task would be queued.
        let mut task = Some(task);
        let outer = Task::from_future(poll_fn(move |cx| {
            let task = task.take().expect("polled once");
            let _ = poll(&mut *ManuallyDrop::new(task.get()), cx.waker());
            drop(task);
            let waker: Option<Waker> = waker.lock().expect("no panic").take();
            waker.into_iter().for_each(Waker::wake);
            Poll::Ready(())
        }));
        assert_eq!(finish(outer.into_future()), Ok(()));
        thread.join().expect("no panic");
    });
}

#[test]
fn models_who_waits_for_code_of_a_driven_task_is_served() {
    model(|| {
        let gate = Gate::new();
        let task = gate.task();
        gate.open();
        let other = task.clone();
        let thread = spawn(move || assert!(finish(other.get()).is_ok()));
        let runs = Arc::new(AtomicUsize::new(0));
        let code = {
            let runs = Arc::clone(&runs);
            move |_: &Task<Box<u32>>| {
                runs.fetch_add(1, SeqCst);
            }
        };
        let attended = task.attend(Manner::Inline, code).is_ok();
        thread.join().expect("no panic");
        assert_eq!(runs.load(SeqCst), usize::from(attended));
    });
}
