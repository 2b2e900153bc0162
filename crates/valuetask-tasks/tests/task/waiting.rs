//! The effects of waiting.
//!
//! polled again unwoken: the future, the position in the order · dropped by value · completed by its own waker ·
//! blocked for long enough · woken while it is dropped · ended or not

use std::future::{IntoFuture, poll_fn};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Poll, Waker};
use std::thread;
use std::time::Duration;

use valuetask_tasks::{Shared, Task, TaskCompletionSource};

use super::awaiters::Note;
use super::{Wakes, completes_when_cloned, poll_with};

#[test]
#[cfg_attr(miri, ignore = "a waker's table of functions may have several addresses there")]
fn an_awaiter_that_is_polled_again_unwoken_polls_nothing_and_keeps_its_place() {
    let (polls, kept) = (Arc::<AtomicUsize>::default(), Arc::<Mutex<Option<Waker>>>::default());
    let (counted, noted) = (Arc::clone(&polls), Arc::clone(&kept));
    let task = Shared::new(poll_fn(move |cx| {
        counted.fetch_add(1, SeqCst);
        *noted.lock().expect("no panic") = Some(cx.waker().clone());
        Poll::<()>::Pending
    }));
    let order = Arc::default();
    let wakers = [1, 2].map(|number| Waker::from(Arc::new(Note(number, Arc::clone(&order)))));
    let (mut first, mut second) = (task.get(), task.get());
    assert!(poll_with(&mut first, &wakers[0]).is_pending());
    assert!(poll_with(&mut second, &wakers[1]).is_pending());
    assert!(poll_with(&mut first, &wakers[0]).is_pending());
    assert_eq!(polls.load(SeqCst), 1);
    let woken = kept.lock().expect("no panic").take();
    woken.into_iter().for_each(Waker::wake);
    assert_eq!(*order.lock().expect("no panic"), [1, 2]);
}

#[test]
fn a_dropped_awaiter_by_value_leaves_no_waker_behind() {
    let source = TaskCompletionSource::new();
    let (wakes, waker) = Wakes::new();
    let mut future = source.task().clone().into_future();
    assert!(poll_with(&mut future, &waker).is_pending());
    assert_eq!(wakes.kept(), 1);
    drop(future);
    assert_eq!(wakes.kept(), 0);
    source.set_result(7).expect("it's the first");
    assert_eq!(wakes.count(), 0);
}

/// A waker's `clone` is foreign code, which runs after the awaiter has checked that the task is pending.
#[test]
fn an_awaiter_whose_waker_completes_the_task_while_it_is_cloned_is_ready() {
    for others in 0..3 {
        let source = TaskCompletionSource::new();
        let task = source.task().clone();
        let (wakes, waker) = Wakes::new();
        let mut before: Vec<_> = (0..others).map(|_| task.get()).collect();
        before.iter_mut().for_each(|get| assert!(poll_with(get, &waker).is_pending()));
        assert_eq!(poll_with(&mut task.get(), &completes_when_cloned(source).0), Poll::Ready(Ok(&7)));
        assert_eq!(wakes.count(), others);
        assert!(task.is_completed());
    }
}

#[cfg(feature = "cancel")]
#[test]
fn an_awaiter_whose_waker_cancels_the_token_while_it_is_cloned_is_ready() {
    let (source, token) = (TaskCompletionSource::<usize>::new(), valuetask_tasks::cancel::CancellationToken::new());
    let canceling = token.clone();
    let _cancels = source.task().continue_with(move |_| canceling.cancel());
    let mut canceled = TaskCompletionSource::<()>::new().task().with_cancellation(&token).into_future();
    assert!(poll_with(&mut canceled, &completes_when_cloned(source).0).is_ready());
    assert!(token.is_cancelled());
}

/// Each round is set as soon as the blocking thread has started to wait.
#[test]
fn a_wait_that_is_long_enough_ends_with_the_task() {
    let (begun, begins) = mpsc::channel::<(Waker, Arc<Mutex<bool>>)>();
    let setter = thread::spawn(move || {
        for (waker, done) in begins {
            *done.lock().expect("no panic") = true;
            waker.wake();
        }
    });
    for _ in 0..20 {
        let (begun, done) = (begun.clone(), Arc::<Mutex<bool>>::default());
        let task = Shared::new(poll_fn(move |cx| {
            if *done.lock().expect("no panic") {
                return Poll::Ready(7);
            }
            begun.send((cx.waker().clone(), Arc::clone(&done))).expect("it listens");
            Poll::Pending
        }));
        assert_eq!(task.blocking_wait_timeout(Duration::from_secs(3600)), Some(Ok(&7)));
    }
    drop(begun);
    setter.join().expect("no panic");
}

#[test]
fn an_owned_result_is_moved_out_of_the_last_handle_and_cloned_out_of_others() {
    for is_last in [true, false] {
        let (source, task) = TaskCompletionSource::channel();
        let setter = thread::spawn(move || source.set_result(Arc::new(7)).expect("it's the first"));
        setter.join().expect("no panic");
        let other = (!is_last).then(|| task.clone());
        let result = task.blocking_wait_owned().expect("a result");
        assert_eq!(Arc::strong_count(&result), if is_last { 1 } else { 2 });
        drop(other);
    }
    let failed = Task::<u32>::from_error("lost");
    assert_eq!(failed.clone().blocking_wait_owned().map_err(|error| error.to_string()), Err("lost".to_owned()));
}
