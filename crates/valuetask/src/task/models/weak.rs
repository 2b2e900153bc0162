//! | one                       | the other                             | what holds                                          |
//! |---------------------------|---------------------------------------|-----------------------------------------------------|
//! | wakes, drops the waker    | drops the last handle                 | the memory is freed once                            |
//! | wakes, drops the waker    | wakes, drops the other waker          | the memory is freed once                            |
//! | wakes                     | drops the last handle, after a leak   | the leaked awaiter is woken or dropped, not both    |
//! | wakes, drops the waker    | polls with the only handle            | what the one has done, the other sees               |
//! | polls, drops its handle   | polls by value                        | what the one has done, the other sees               |
//! | opens the gate            | polls with the only handle            | the awaiter is woken, by its own waker              |

use std::future::poll_fn;
use std::mem::ManuallyDrop;

use super::*;

#[test]
fn a_waker_outlives_the_handles() {
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
fn two_wakers_outlive_the_handles() {
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
fn a_leaked_awaiter_is_woken_or_dropped_with_the_last_handle() {
    model(|| {
        let gate = Gate::new();
        let task = gate.task();
        let (alarm, waker) = Alarm::new();
        assert!(poll(&mut *ManuallyDrop::new(task.get()), &waker).is_pending());
        drop(waker);
        let waker = gate.take_waker();
        let thread = spawn(move || waker.wake());
        drop(task);
        thread.join().expect("no panic");
        assert_eq!(Arc::strong_count(&alarm), 1);
    });
}

#[test]
fn an_awaiter_with_the_only_handle_is_woken() {
    model(|| {
        let gate = Gate::new();
        let task = gate.task();
        let thread = spawn(move || gate.open());
        assert_eq!(finish(task.into_future()), Ok(Box::new(7)));
        thread.join().expect("no panic");
    });
}

#[test]
fn an_awaiter_with_the_only_handle_polls_what_another_has_polled() {
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
fn an_awaiter_with_the_only_handle_polls_after_the_last_waker() {
    model(|| {
        let gate = Gate::new();
        let task = gate.task();
        let _ = poll(&mut task.get(), Waker::noop());
        let waker = gate.take_waker();
        let thread = spawn(move || waker.wake());
        let mut future = task.into_future();
        let _ = poll(&mut future, Waker::noop());
        thread.join().expect("no panic");
        gate.open();
        assert_eq!(finish(future), Ok(Box::new(7)));
    });
}
