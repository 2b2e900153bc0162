//! | one                           | the other                            | what holds                                              |
//! |-------------------------------|--------------------------------------|---------------------------------------------------------|
//! | opens the gate                | awaits                               | the awaiter is woken                                    |
//! | awaits                        | awaits: the future is due            | one polls at a time, both are served                    |
//! | wakes                         | polls, and is woken by that          | the future isn't polled again once it is ready          |
//! | opens the gate                | registers                            | the awaiter is woken, or polls                          |
//! | opens the gate                | changes its waker                    | the last waker is woken                                 |
//! | opens the gate                | drops one of five awaiters           | the others are woken                                    |
//! | awaits                        | was woken, and is dropped            | the one that is left is served                          |
//! | completes the cell            | is dropped: woken or not             | nothing is lost, nothing is left                        |
//! | completes the cell            | registers                            | no waker is left in the cell                            |

use std::future::poll_fn;

use ::loom::cell::UnsafeCell;

use super::*;

#[test]
fn an_awaiter_is_woken() {
    model(|| {
        let gate = Gate::new();
        let task = gate.task();
        let thread = spawn(move || gate.open());
        assert_eq!(finish(task.get()), Ok(&Box::new(7)));
        thread.join().expect("no panic");
    });
}

#[test]
fn two_awaiters_are_both_served() {
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
fn one_awaiter_polls_at_a_time() {
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
    for by_value in [false, true] {
        model(move || {
            let task = Task::from_future(Exclusive(UnsafeCell::new(()), 0));
            let other = task.clone();
            let thread = spawn(move || assert_eq!(finish(other.get()), Ok(&Box::new(7))));
            if by_value {
                assert_eq!(finish(task.into_future()), Ok(Box::new(7)));
            } else {
                assert_eq!(finish(task.get()), Ok(&Box::new(7)));
            }
            thread.join().expect("no panic");
        });
    }
}

#[test]
fn a_future_that_is_woken_in_its_last_poll_is_not_polled_again() {
    model(|| {
        let kept = Arc::new(std::sync::Mutex::new(None::<Waker>));
        let keeps = Arc::clone(&kept);
        let mut polls = 0;
        let task = Task::from_future(poll_fn(move |cx| {
            polls += 1;
            assert!(polls <= 2, "polled after it was ready");
            if polls == 1 {
                *keeps.lock().expect("no panic") = Some(cx.waker().clone());
                return Poll::Pending;
            }
            cx.waker().wake_by_ref();
            Poll::Ready(Box::new(7))
        }));
        let (_, waker) = Alarm::new();
        let mut first = task.get();
        assert!(poll(&mut first, &waker).is_pending());
        let waker = kept.lock().expect("no panic").take().expect("it was polled");
        let thread = spawn(move || waker.wake());
        assert_eq!(finish(task.get()), Ok(&Box::new(7)));
        thread.join().expect("no panic");
    });
}

#[test]
fn a_second_awaiter_is_served_if_the_first_never_polls_again() {
    model(|| {
        let gate = Gate::new();
        let task = gate.task();
        let mut first = task.get();
        let _ = poll(&mut first, Waker::noop());
        let thread = spawn(move || gate.open());
        assert_eq!(finish(task.get()), Ok(&Box::new(7)));
        thread.join().expect("no panic");
    });
}

#[test]
fn an_awaiter_that_changes_its_waker_is_woken_by_the_last() {
    model(|| {
        let gate = Gate::new();
        let task = gate.task();
        let mut get = task.get();
        let (first, waker) = Alarm::new();
        assert!(poll(&mut get, &waker).is_pending());
        drop(waker);
        let thread = spawn(move || gate.open());
        assert_eq!(finish(get), Ok(&Box::new(7)));
        thread.join().expect("no panic");
        assert_eq!(Arc::strong_count(&first), 1);
    });
}

#[test]
fn five_awaiters_are_woken_though_one_of_them_is_dropped_meanwhile() {
    for dropped in [0, 2, 4] {
        model(move || {
            let gate = Gate::new();
            let task = gate.task();
            let (alarms, wakers): (Vec<_>, Vec<_>) = (0..5).map(|_| Alarm::new()).unzip();
            let mut awaiters: Vec<_> = wakers.iter().map(|_| task.get()).collect();
            for (awaiter, waker) in awaiters.iter_mut().zip(&wakers) {
                assert!(poll(awaiter, waker).is_pending());
            }
            let thread = spawn(move || gate.open());
            drop(awaiters.remove(dropped));
            thread.join().expect("no panic");
            let left = alarms.iter().enumerate().filter(|(index, _)| *index != dropped);
            assert!(left.map(|(_, alarm)| alarm.rings()).all(|rings| rings));
            assert_eq!(finish(task.get()), Ok(&Box::new(7)));
        });
    }
}

#[test]
fn another_awaiter_polls_if_the_one_that_polled_is_dropped() {
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
fn another_awaiter_polls_if_the_one_that_was_woken_by_its_own_poll_is_dropped() {
    model(|| {
        let mut polls = 0;
        let task = Task::from_future(poll_fn(move |cx| {
            polls += 1;
            cx.waker().wake_by_ref();
            if polls > 1 { Poll::Ready(Box::new(7)) } else { Poll::Pending }
        }));
        let other = task.clone();
        let thread = spawn(move || assert_eq!(finish(other.get()), Ok(&Box::new(7))));
        let _ = poll(&mut task.get(), Waker::noop());
        drop(task);
        thread.join().expect("no panic");
    });
}

#[test]
fn an_awaiter_is_dropped_while_the_cell_is_woken_and_completes() {
    for is_woken in [false, true] {
        model(move || {
            let gate = Gate::new();
            let task = gate.task();
            let (alarm, waker) = Alarm::new();
            let mut get = task.get();
            assert!(poll(&mut get, &waker).is_pending());
            drop(waker);
            if is_woken {
                gate.open();
            }
            let other = task.clone();
            let thread = spawn(move || {
                if !is_woken {
                    gate.open();
                }
                assert_eq!(finish(other.get()), Ok(&Box::new(7)));
            });
            drop(get);
            thread.join().expect("no panic");
            assert_eq!(Arc::strong_count(&alarm), 1);
        });
    }
}

#[test]
fn an_awaiter_that_registers_late_leaves_no_waker_in_the_cell() {
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
