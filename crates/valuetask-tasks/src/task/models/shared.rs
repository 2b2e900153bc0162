//! | one                     | the other                           | what holds                                               |
//! |-------------------------|-------------------------------------|----------------------------------------------------------|
//! | opens the gate          | awaits                              | the awaiter is woken                                     |
//! | awaits                  | awaits: the future is due           | one polls at a time, both are served                     |
//! | wakes                   | polls, and is woken by that         | the future isn't polled again once it is ready           |
//! | opens the gate          | registers                           | the awaiter is woken, or polls                           |
//! | opens the gate          | changes its waker                   | the last waker is woken                                  |
//! | opens the gate          | drops one of five awaiters          | the others are woken                                     |
//! | awaits                  | was woken, and is dropped           | the one that is left is served                           |
//! | completes it            | is dropped: woken or not            | nothing is lost, nothing is left                         |
//! | completes it            | registers                           | no waker is left in it                                   |
//! | wakes, drops the waker  | drops the last handle               | the memory is freed once                                 |
//! | wakes, drops the waker  | wakes, drops the other waker        | the memory is freed once                                 |
//! | wakes                   | drops the last handle, after a leak | the leaked awaiter is woken or dropped, not both         |
//! | wakes, drops the waker  | polls with the only handle          | what the one has done, the other sees                    |
//! | polls, drops its handle | polls by value                      | what the one has done, the other sees                    |
//! | opens the gate          | polls with the only handle          | the awaiter is woken, by its own waker                   |
//! | wakes under a lock      | drops the last handle               | the future is dropped by the other, never under the lock |
//! | opens the gate          | two await, the woken one is dropped | the other is served                                      |
//! | polls, and panics       | awaits                              | both have the panic as their error                       |
//! | wakes a waker that panics | awaits                            | the other is served                                      |
//! | drops its handle        | drops its handle                    | the panic of the result's destructor is one thread's     |
//! | upgrades, and awaits    | drops the last handle               | it is served, or the future is dropped                   |
//! | upgrades, and awaits    | polls by value                      | both are served                                          |

use std::future::poll_fn;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::sync::model::cell::UnsafeCell;

use super::super::TaskError;
use super::*;

#[test]
fn an_awaiter_is_woken() {
    model(|| {
        let gate = Gate::new();
        let task = gate.shared();
        let thread = spawn(move || gate.open());
        assert_eq!(finish(task.get()), Ok(&Counted::new(7)));
        thread.join().expect("no panic");
    });
}

#[test]
fn two_awaiters_are_both_served() {
    model(|| {
        let gate = Gate::new();
        let task = gate.shared();
        gate.open();
        let other = task.clone();
        let thread = spawn(move || assert_eq!(finish(other.get()), Ok(&Counted::new(7))));
        assert_eq!(finish(task.get()), Ok(&Counted::new(7)));
        thread.join().expect("no panic");
    });
}

#[test]
fn one_awaiter_polls_at_a_time() {
    /// Wakes itself while it is polled, and is ready the second time.
    struct Exclusive(UnsafeCell<()>, u32);

    impl Future for Exclusive {
        type Output = Counted<u32>;

        fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Counted<u32>> {
            self.0.with_mut(|_| {
                cx.waker().wake_by_ref();
                thread::yield_now();
            });
            self.1 += 1;
            if self.1 == 1 { Poll::Pending } else { Poll::Ready(Counted::new(7)) }
        }
    }
    for by_value in [false, true] {
        model_briefly(move || {
            let task = Shared::new(Exclusive(UnsafeCell::new(()), 0));
            let other = task.clone();
            let thread = spawn(move || assert_eq!(finish(other.get()), Ok(&Counted::new(7))));
            if by_value {
                assert_eq!(finish(task.into_future()), Ok(Counted::new(7)));
            } else {
                assert_eq!(finish(task.get()), Ok(&Counted::new(7)));
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
        let task = Shared::new(poll_fn(move |cx| {
            polls += 1;
            assert!(polls <= 2, "polled after it was ready");
            if polls == 1 {
                *keeps.lock().expect("no panic") = Some(cx.waker().clone());
                return Poll::Pending;
            }
            cx.waker().wake_by_ref();
            Poll::Ready(Counted::new(7))
        }));
        let (_, waker) = Alarm::new();
        let mut first = task.get();
        assert!(poll(&mut first, &waker).is_pending());
        let waker = kept.lock().expect("no panic").take().expect("it was polled");
        let thread = spawn(move || waker.wake());
        assert_eq!(finish(task.get()), Ok(&Counted::new(7)));
        thread.join().expect("no panic");
    });
}

#[test]
fn a_second_awaiter_is_served_if_the_first_never_polls_again() {
    model(|| {
        let gate = Gate::new();
        let task = gate.shared();
        let mut first = task.get();
        let _ = poll(&mut first, &Alarm::new().1);
        let thread = spawn(move || gate.open());
        assert_eq!(finish(task.get()), Ok(&Counted::new(7)));
        thread.join().expect("no panic");
    });
}

#[test]
fn an_awaiter_that_changes_its_waker_is_woken_by_the_last() {
    model(|| {
        let gate = Gate::new();
        let task = gate.shared();
        let mut get = task.get();
        let (first, waker) = Alarm::new();
        assert!(poll(&mut get, &waker).is_pending());
        drop(waker);
        let thread = spawn(move || gate.open());
        assert_eq!(finish(get), Ok(&Counted::new(7)));
        thread.join().expect("no panic");
        assert_eq!(Arc::strong_count(&first), 1);
    });
}

#[test]
fn five_awaiters_are_woken_though_one_of_them_is_dropped_meanwhile() {
    for dropped in [0, 2, 4] {
        model(move || {
            let gate = Gate::new();
            let task = gate.shared();
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
            assert_eq!(finish(task.get()), Ok(&Counted::new(7)));
        });
    }
}

#[test]
fn another_awaiter_polls_if_the_one_that_polled_is_dropped() {
    model(|| {
        let gate = Gate::new();
        let task = gate.shared();
        let other = task.clone();
        let thread = spawn(move || assert_eq!(finish(other.get()), Ok(&Counted::new(7))));
        let mut get = task.get();
        let _ = poll(&mut get, &Alarm::new().1);
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
        let task = Shared::new(poll_fn(move |cx| {
            polls += 1;
            cx.waker().wake_by_ref();
            if polls > 1 { Poll::Ready(Counted::new(7)) } else { Poll::Pending }
        }));
        let other = task.clone();
        let thread = spawn(move || assert_eq!(finish(other.get()), Ok(&Counted::new(7))));
        let _ = poll(&mut task.get(), &Alarm::new().1);
        drop(task);
        thread.join().expect("no panic");
    });
}

#[test]
fn an_awaiter_is_dropped_while_the_future_is_woken_and_completes() {
    for is_woken in [false, true] {
        model(move || {
            let gate = Gate::new();
            let task = gate.shared();
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
                assert_eq!(finish(other.get()), Ok(&Counted::new(7)));
            });
            drop(get);
            thread.join().expect("no panic");
            assert_eq!(Arc::strong_count(&alarm), 1);
        });
    }
}

#[test]
fn an_awaiter_that_registers_late_leaves_no_waker() {
    model(|| {
        let gate = Gate::new();
        let task = gate.shared();
        gate.open();
        let other = task.clone();
        let thread = spawn(move || {
            let (alarm, waker) = Alarm::new();
            let mut get = other.get();
            let _ = poll(&mut get, &waker);
            alarm
        });
        assert_eq!(finish(task.get()), Ok(&Counted::new(7)));
        let alarm = thread.join().expect("no panic");
        assert_eq!(Arc::strong_count(&alarm), 1);
    });
}

#[test]
fn a_waker_outlives_the_handles() {
    model(|| {
        let gate = Gate::new();
        let task = gate.shared();
        let mut get = task.get();
        let _ = poll(&mut get, &Alarm::new().1);
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
        let task = Shared::new(poll_fn(move |cx| {
            kept.lock().expect("no panic").extend([cx.waker().clone(), cx.waker().clone()]);
            Poll::<()>::Pending
        }));
        let _ = poll(&mut task.get(), &Alarm::new().1);
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
        let task = gate.shared();
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
        let task = gate.shared();
        let thread = spawn(move || gate.open());
        assert_eq!(finish(task.into_future()), Ok(Counted::new(7)));
        thread.join().expect("no panic");
    });
}

#[test]
fn an_awaiter_with_the_only_handle_polls_what_another_has_polled() {
    model(|| {
        let gate = Gate::new();
        let task = gate.shared();
        let other = task.clone();
        let thread = spawn(move || {
            let mut get = other.get();
            let _ = poll(&mut get, &Alarm::new().1);
            drop(get);
            drop(other);
        });
        let opener = gate.clone();
        let mut future = task.into_future();
        let polled = poll(&mut future, &Alarm::new().1);
        opener.open();
        thread.join().expect("no panic");
        if polled.is_pending() {
            assert_eq!(finish(future), Ok(Counted::new(7)));
        }
    });
}

#[test]
fn an_awaiter_with_the_only_handle_polls_after_the_last_waker() {
    model(|| {
        let gate = Gate::new();
        let task = gate.shared();
        let _ = poll(&mut task.get(), &Alarm::new().1);
        let waker = gate.take_waker();
        let thread = spawn(move || waker.wake());
        let mut future = task.into_future();
        let _ = poll(&mut future, &Alarm::new().1);
        thread.join().expect("no panic");
        gate.open();
        assert_eq!(finish(future), Ok(Counted::new(7)));
    });
}

/// A reactor wakes under its own lock, which the future's destructor takes.
#[test]
fn a_wake_under_a_lock_drops_no_future() {
    struct TakesTheLock(Arc<Mutex<Option<Waker>>>, Counted);

    impl Drop for TakesTheLock {
        fn drop(&mut self) {
            drop(self.0.lock().expect("no panic"));
        }
    }

    model(|| {
        let reactor = Arc::new(Mutex::new(None::<Waker>));
        let takes = TakesTheLock(Arc::clone(&reactor), Counted::new(()));
        let shared = Shared::new(poll_fn(move |cx| {
            *takes.0.lock().expect("no panic") = Some(cx.waker().clone());
            Poll::<()>::Pending
        }));
        assert!(poll(&mut shared.get(), &Alarm::new().1).is_pending());
        let thread = spawn(move || {
            let locked = reactor.lock().expect("no panic");
            locked.iter().for_each(Waker::wake_by_ref);
            drop(locked);
            let waker = reactor.lock().expect("no panic").take();
            drop(waker);
        });
        drop(shared);
        thread.join().expect("no panic");
    });
}

#[test]
fn of_two_awaiters_one_is_dropped_after_its_wake() {
    model_briefly(|| {
        let gate = Gate::new();
        let shared = gate.shared();
        let mut first = shared.get();
        let (alarm, waker) = Alarm::new();
        let is_pending = poll(&mut first, &waker).is_pending();
        let other = shared.clone();
        let awaiter = thread::spawn(move || assert_eq!(finish(other.get()), Ok(&Counted::new(7))));
        let opener = thread::spawn(move || gate.open());
        if is_pending {
            alarm.sleep();
        }
        drop(first);
        drop(shared);
        opener.join().expect("no panic");
        awaiter.join().expect("no panic");
    });
}

/// Panics without the hook, which would print each.
fn panics() -> ! {
    resume_unwind(Box::new("a panic"))
}

#[test]
fn a_panic_in_a_poll_is_the_error_of_all_awaiters() {
    model_briefly(|| {
        let mut polls = 0;
        let shared = Shared::<Counted<u32>>::new(poll_fn(move |cx| {
            polls += 1;
            if polls > 1 {
                panics();
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        }));
        let other = shared.clone();
        let thread = spawn(move || assert!(finish(other.get()).is_err_and(TaskError::is_panicked)));
        assert!(finish(shared.get()).is_err_and(TaskError::is_panicked));
        thread.join().expect("no panic");
    });
}

#[test]
fn a_waker_that_panics_keeps_no_other_awaiter_from_being_served() {
    struct Panics(Counted);

    impl Wake for Panics {
        fn wake(self: Arc<Self>) {
            panics();
        }
    }

    model(|| {
        let gate = Gate::new();
        let shared = gate.shared();
        let mut first = shared.get();
        assert!(poll(&mut first, &Waker::from(Arc::new(Panics(Counted::new(()))))).is_pending());
        let thread = spawn(move || gate.open());
        let served = catch_unwind(AssertUnwindSafe(|| finish(shared.get()) == Ok(&Counted::new(7))));
        // The poll that completes it wakes the first awaiter, unless the gate has.
        assert!(served.unwrap_or(true));
        thread.join().expect("no panic");
        assert_eq!(shared.result(), Some(Ok(&Counted::new(7))));
    });
}

#[test]
fn a_panic_of_the_results_destructor_is_one_threads() {
    struct Bomb(Counted);

    impl Drop for Bomb {
        fn drop(&mut self) {
            panics();
        }
    }

    model(|| {
        let shared = Shared::new(async { Bomb(Counted::new(())) });
        assert!(poll(&mut shared.get(), &Alarm::new().1).is_ready());
        let other = shared.clone();
        let panicked = |shared| usize::from(catch_unwind(AssertUnwindSafe(|| drop(shared))).is_err());
        let thread = spawn(move || panicked(other));
        let here = panicked(shared);
        assert_eq!(here + thread.join().expect("no panic"), 1);
    });
}

#[test]
fn a_weak_handle_is_upgraded_beside_the_last_handle() {
    for by_value in [false, true] {
        model_briefly(move || {
            let gate = Gate::new();
            let shared = gate.shared();
            let weak = shared.downgrade();
            gate.open();
            let upgrade = move || {
                let other = weak.upgrade();
                other.is_none_or(|other| finish(other.into_future()) == Ok(Counted::new(7)))
            };
            let thread = spawn(upgrade);
            if by_value {
                assert_eq!(finish(shared.into_future()), Ok(Counted::new(7)));
            } else {
                drop(shared);
            }
            assert!(thread.join().expect("no panic"));
        });
    }
}
