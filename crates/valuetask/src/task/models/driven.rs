//! The models of tasks that are driven: the last rows of the table.

use std::future::poll_fn;
use std::mem::ManuallyDrop;

use super::*;

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
fn models_a_driver_that_gives_up_after_it_was_woken_by_itself_leaves_the_other() {
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
fn models_a_handle_alone_comes_after_the_last_waker() {
    model(|| {
        let gate = Gate::new();
        let task = gate.task();
        let _ = poll(&mut task.get(), Waker::noop());
        let waker = gate.0.lock().expect("no panic").1.take().expect("it was polled");
        let thread = spawn(move || waker.wake());
        let mut future = task.into_future();
        let _ = poll(&mut future, Waker::noop());
        thread.join().expect("no panic");
        gate.open();
        assert_eq!(finish(future), Ok(Box::new(7)));
    });
}

/// A task that is never ready, and where it keeps its waker.
fn keeping() -> (Task<Box<u32>>, Arc<std::sync::Mutex<Option<Waker>>>) {
    let kept = Arc::new(std::sync::Mutex::new(None));
    let keeps = Arc::clone(&kept);
    let task = Task::from_future(poll_fn(move |cx| {
        *keeps.lock().expect("no panic") = Some(cx.waker().clone());
        Poll::Pending
    }));
    (task, kept)
}

#[test]
fn models_a_leaked_awaiter_brings_no_task_back() {
    model(|| {
        let (task, kept) = keeping();
        let other = task.clone();
        let thread = spawn(move || drop(other));
        // Within one drive, so that the task would be queued.
        let mut task = Some(task);
        let outer = Task::from_future(poll_fn(move |cx| {
            let task = task.take().expect("polled once");
            let _ = poll(&mut *ManuallyDrop::new(task.get()), cx.waker());
            drop(task);
            let waker = kept.lock().expect("no panic").take();
            waker.into_iter().for_each(Waker::wake);
            Poll::Ready(())
        }));
        assert_eq!(finish(outer.into_future()), Ok(()));
        thread.join().expect("no panic");
    });
}

#[test]
fn models_a_task_that_is_queued_for_a_leaked_awaiter_is_nobodys_alone() {
    model(|| {
        let (task, kept) = keeping();
        let mut task = Some(task);
        let outer = Task::from_future(poll_fn(move |cx| {
            let task = task.take().expect("polled once");
            let _ = poll(&mut *ManuallyDrop::new(task.get()), cx.waker());
            let waker = kept.lock().expect("no panic").take();
            let thread = spawn(move || drop(poll(&mut task.into_future(), Waker::noop())));
            waker.into_iter().for_each(Waker::wake);
            Poll::Ready(Arc::new(std::sync::Mutex::new(Some(thread))))
        }));
        let thread = finish(outer.into_future()).expect("no error");
        let thread = thread.lock().expect("no panic").take();
        thread.expect("spawned").join().expect("no panic");
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
