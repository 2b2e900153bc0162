//! | one              | the other                              | what holds                                          |
//! |------------------|----------------------------------------|-----------------------------------------------------|
//! | sets the source  | awaits                                 | the awaiter is woken, and reads the result          |
//! | sets the source  | awaits by value                        | the awaiter is woken, and takes the result out      |
//! | sets the source  | awaits, then with another waker        | the last waker is woken                             |
//! | sets the source  | awaits, and drops the awaiter          | nothing is lost, nothing is left                    |
//! | sets the source  | two await, either is dropped           | the other is woken                                  |
//! | sets the source  | awaits; a third awaits, too            | both are woken                                      |
//! | awaits           | awaits, and drops that; then sets      | the first is woken                                  |
//! | sets the source  | registers a callback                   | it runs once                                        |
//! | sets the source  | registers a callback, and withdraws it | it runs once, or is dropped                         |
//! | sets the source  | blocks                                 | the thread wakes up                                 |
//! | drops the source | awaits by value                        | the awaiter is woken, and takes the error out       |

use crate::sync::model::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use super::super::blocking::ParkedThread;
use super::*;
use crate::awaiter::Awaiter;

#[test]
fn an_awaiter_is_woken_and_reads_the_result() {
    with_source(set, |task| assert_eq!(finish(task.get()), Ok(&Counted::new(7))));
}

#[test]
fn an_awaiter_by_value_takes_the_result_out() {
    with_source(set, |task| assert_eq!(finish(task.into_future()), Ok(Counted::new(7))));
}

#[test]
fn an_awaiter_that_changes_its_waker_is_woken_by_the_last() {
    with_source(set, |task| {
        let (_, first) = Alarm::new();
        let mut get = task.get();
        if poll(&mut get, &first).is_pending() {
            assert_eq!(finish(get), Ok(&Counted::new(7)));
        }
    });
}

#[test]
fn an_awaiter_that_is_dropped_leaves_nothing() {
    with_source(set, |task| {
        let mut get = task.get();
        let _ = poll(&mut get, &Alarm::new().1);
    });
}

#[test]
fn the_first_awaiter_is_dropped_and_the_second_is_woken() {
    with_source(set, |task| {
        let (mut first, mut second) = (task.get(), task.get());
        let _ = poll(&mut first, &Alarm::new().1);
        let _ = poll(&mut second, &Alarm::new().1);
        drop(first);
        assert_eq!(finish(second), Ok(&Counted::new(7)));
    });
}

#[test]
fn the_second_awaiter_is_dropped_and_the_first_is_woken() {
    with_source(set, |task| {
        let (mut first, mut second) = (task.get(), task.get());
        let _ = poll(&mut first, &Alarm::new().1);
        let _ = poll(&mut second, &Alarm::new().1);
        drop(second);
        assert_eq!(finish(first), Ok(&Counted::new(7)));
    });
}

#[test]
fn awaiters_on_two_threads_are_both_woken() {
    model_briefly(|| {
        let (source, task) = TaskCompletionSource::channel();
        let is_served = |task: Task<_>| thread::spawn(move || assert_eq!(finish(task.get()), Ok(&Counted::new(7))));
        let threads = [task.clone(), task].map(is_served);
        set(source);
        for thread in threads {
            thread.join().expect("no panic");
        }
    });
}

#[test]
fn an_awaiter_that_is_dropped_leaves_the_one_on_another_thread() {
    model(|| {
        let (source, task) = TaskCompletionSource::channel();
        let other = task.clone();
        let thread = spawn(move || assert_eq!(finish(other.get()), Ok(&Counted::new(7))));
        let mut get = task.get();
        let _ = poll(&mut get, &Alarm::new().1);
        drop(get);
        set(source);
        thread.join().expect("no panic");
    });
}

/// Registers what counts its runs while another thread sets the source, behind an awaiter or not. Returns the count of runs afterwards.
fn registers(
    is_second: bool,
    register: impl Fn(&Task<Counted<u32>>, Arc<AtomicUsize>, thread::JoinHandle<()>) + Send + Sync + 'static,
) {
    model(move || {
        let (source, task) = TaskCompletionSource::channel();
        let mut get = task.get();
        if is_second {
            assert!(poll(&mut get, &Alarm::new().1).is_pending());
        }
        let setter = spawn(move || set(source));
        let runs = Arc::new(AtomicUsize::new(0));
        register(&task, Arc::clone(&runs), setter);
        assert_eq!(Arc::strong_count(&runs), 1, "run or dropped");
    });
}

/// Registers a callback, and waits for the setter, or withdraws the callback before that.
fn calls_back(is_second: bool, is_withdrawn: bool) {
    registers(is_second, move |task, runs, setter| {
        let (counted, held) = (Arc::clone(&runs), Counted::new(()));
        let mut awaiter = Awaiter::new(task.clone());
        let registered = awaiter.on_complete(move || {
            drop(held);
            counted.fetch_add(1, SeqCst);
        });
        if let Err(late) = registered {
            late.fire();
        }
        if is_withdrawn {
            drop(awaiter);
            // Dropped, unless it runs: then that goes on.
            let before = (Arc::strong_count(&runs) == 1).then(|| runs.load(SeqCst));
            setter.join().expect("no panic");
            assert!(before.is_none_or(|before| runs.load(SeqCst) == before));
        } else {
            setter.join().expect("no panic");
            assert_eq!(runs.load(SeqCst), 1);
        }
    });
}

#[test]
fn a_callback_is_called_once() {
    calls_back(false, false);
    calls_back(true, false);
}

#[test]
fn a_callback_that_is_withdrawn_was_called_or_is_dropped() {
    calls_back(false, true);
    calls_back(true, true);
}

#[test]
fn a_thread_that_blocks_wakes_up() {
    with_source(set, |task| assert_eq!(task.blocking_wait(), Ok(&Counted::new(7))));
}

#[test]
fn a_thread_that_is_woken_before_it_parks_sees_what_was_done() {
    model(|| {
        let (parked, done) = (Arc::new(ParkedThread::new()), Arc::new(AtomicBool::new(false)));
        let thread = spawn({
            let (parked, done) = (Arc::clone(&parked), Arc::clone(&done));
            move || {
                done.store(true, Relaxed);
                parked.tell();
            }
        });
        // Relaxed: what the thread did before is seen because of the wake-up alone.
        assert!(!parked.take() || done.load(Relaxed));
        thread.join().expect("no panic");
    });
}

#[test]
fn a_source_that_is_dropped_wakes_the_awaiter() {
    with_source(drop, |task| assert!(finish(task.into_future()).is_err()));
}
