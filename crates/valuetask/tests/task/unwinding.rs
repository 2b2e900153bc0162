//! Wakers that panic while their awaiter drives: the panic is the awaiter's, and everybody else goes on.
//!
//! the driver's · and one that it wakes on the way out · what was queued meanwhile, and panics, too

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use valuetask::Task;

use super::{Wakes, poll_with};
use crate::unclonable::unclonable;
use crate::util::poll;

/// Polls with a waker that panics when it is cloned, and goes on.
fn poll_in_vain<F: Future>(future: F) {
    let mut future = pin!(future);
    let unclonable = unclonable();
    let mut poll = || future.as_mut().poll(&mut Context::from_waker(&unclonable)).is_pending();
    let panicked = catch_unwind(AssertUnwindSafe(&mut poll)).expect_err("the waker's");
    assert_eq!(panicked.downcast_ref(), Some(&"in a clone"));
}

type Kept = Arc<Mutex<Option<Waker>>>;

fn keep(kept: &Kept, waker: &Waker) {
    *kept.lock().expect("no panic") = Some(waker.clone());
}

fn wake(kept: &Kept) {
    let waker = kept.lock().expect("no panic").take();
    waker.into_iter().for_each(Waker::wake);
}

#[test]
fn who_panics_after_it_drove_leaves_the_task_to_the_others() {
    let (kept, mut polls) = (Kept::default(), 0);
    let inside = Arc::clone(&kept);
    let task = Task::from_future(poll_fn(move |cx| {
        keep(&inside, cx.waker());
        polls += 1;
        if polls == 2 { Poll::Ready(7) } else { Poll::Pending }
    }));
    poll_in_vain(task.get());
    let (wakes, waker) = Wakes::new();
    let mut get = task.get();
    assert!(poll_with(&mut get, &waker).is_pending());
    wake(&kept);
    assert_eq!(wakes.count(), 1);
    assert_eq!(poll_with(&mut get, &waker), Poll::Ready(Ok(&7)));
}

/// Notes that it was woken, and panics.
struct Panics(Arc<Wakes>);

impl Wake for Panics {
    fn wake(self: Arc<Self>) {
        Wake::wake(Arc::clone(&self.0));
        panic!("a waker");
    }
}

/// The one joins while the other drives, and the task wakes itself meanwhile: so whoever is left has to poll it.
#[test]
fn who_panics_after_it_drove_wakes_the_others_even_if_they_panic_then() {
    for panics in [false, true] {
        let (begin, begun) = mpsc::channel();
        let (join, joined) = mpsc::channel();
        let task = Task::from_future(poll_fn(move |cx| {
            cx.waker().wake_by_ref();
            if begin.send(()).is_ok() {
                joined.recv().expect("it joins");
            }
            Poll::<()>::Pending
        }));
        let (wakes, waker) = Wakes::new();
        let waker = if panics { Waker::from(Arc::new(Panics(Arc::clone(&wakes)))) } else { waker };
        let mut get = task.get();
        thread::scope(|scope| {
            scope.spawn(|| {
                begun.recv().expect("it is driven");
                assert!(poll_with(&mut get, &waker).is_pending());
                drop(begun);
                join.send(()).expect("it waits");
            });
            poll_in_vain(task.get());
        });
        assert_eq!(wakes.count(), 1);
    }
}

/// Within one drive a task is awaited and then woken, so it is queued; and before its turn the drive ends with a panic.
#[test]
fn what_was_queued_has_its_turn_though_a_panic_ends_the_drive() {
    for panics in [false, true] {
        let (kept, mut polls) = (Kept::default(), 0);
        let inside = Arc::clone(&kept);
        let inner = Task::from_future(poll_fn(move |cx| {
            keep(&inside, cx.waker());
            polls += 1;
            if polls == 2 { Poll::Ready(7) } else { Poll::Pending }
        }));
        let waking = Waker::from(Arc::new(Panics(Wakes::new().0)));
        let outer = Task::from_fallible(async move {
            let (mut get, mut other, mut polls) = (inner.get(), inner.get(), 0);
            let first = poll_fn(|cx| {
                polls += 1;
                let polled = poll_with(&mut get, cx.waker());
                if polls == 1 {
                    assert!(polled.is_pending());
                    assert!(!panics || poll_with(&mut other, &waking).is_pending());
                    wake(&kept);
                }
                polled
            });
            first.await.copied().map_err(Clone::clone)
        });
        poll_in_vain(outer.get());
        assert_eq!(poll(&mut outer.get()), Poll::Ready(Ok(&7)));
    }
}
