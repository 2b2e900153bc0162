//! Wakers that panic while their awaiter polls: the panic is the awaiter's, and the others continue.
//!
//! the driver's: when it is cloned, when it is dropped · and one that it wakes while unwinding · queued work, which
//! panics, too · one that a destructor wakes during another panic, and a scheduler there · one of many in a combinator

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::ptr;
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Wake, Waker};
use std::thread;

use valuetask_tasks::{Shared, Task, TaskCompletionSource};

use super::{Wakes, poll_with};
use crate::unclonable::unclonable;

/// Polls with a waker that panics when it is cloned, and catches the panic.
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
fn an_awaiter_that_panics_after_it_drove_leaves_the_task_to_the_others() {
    let (kept, mut polls) = (Kept::default(), 0);
    let inside = Arc::clone(&kept);
    let task = Shared::new(poll_fn(move |cx| {
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

/// Records that it was woken, and panics.
struct Panics(Arc<Wakes>);

impl Wake for Panics {
    fn wake(self: Arc<Self>) {
        Wake::wake(Arc::clone(&self.0));
        panic!("a waker");
    }
}

/// One awaiter joins while another polls, and the task wakes itself: so the remaining one has to poll it.
#[test]
fn an_awaiter_that_panics_after_it_drove_wakes_the_others_even_if_they_panic() {
    for panics in [false, true] {
        let (begin, begun) = mpsc::channel();
        let (join, joined) = mpsc::channel();
        let task = Shared::new(poll_fn(move |cx| {
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
                begun.recv().expect("it is polled");
                assert!(poll_with(&mut get, &waker).is_pending());
                drop(begun);
                join.send(()).expect("it waits");
            });
            poll_in_vain(task.get());
        });
        assert_eq!(wakes.count(), 1);
    }
}

/// A waker whose clones panic when they are woken.
fn panics_when_woken() -> Waker {
    const VTABLE: RawWakerVTable = RawWakerVTable::new(|_| CLONE, |_| {}, |_| {}, |_| {});
    const OF_CLONES: RawWakerVTable = RawWakerVTable::new(|_| CLONE, |_| panic!("in a wake"), |_| {}, |_| {});
    const CLONE: RawWaker = RawWaker::new(ptr::null(), &OF_CLONES);
    // SAFETY: none of the functions looks at the pointer.
    unsafe { Waker::from_raw(RawWaker::new(ptr::null(), &VTABLE)) }
}

/// The poller is woken by its own poll, as another awaiter is.
#[test]
fn whose_waker_panics_in_its_own_poll_wakes_the_others() {
    let (begin, begun) = mpsc::channel();
    let (join, joined) = mpsc::channel();
    let task = Shared::new(poll_fn(move |cx| {
        cx.waker().wake_by_ref();
        if begin.send(()).is_ok() {
            joined.recv().expect("it joins");
        }
        Poll::<()>::Pending
    }));
    let (wakes, waker) = Wakes::new();
    let mut get = task.get();
    thread::scope(|scope| {
        scope.spawn(|| {
            begun.recv().expect("it is polled");
            assert!(poll_with(&mut get, &waker).is_pending());
            drop(begun);
            join.send(()).expect("it waits");
        });
        let polled = catch_unwind(AssertUnwindSafe(|| poll_with(&mut task.get(), &panics_when_woken())));
        assert_eq!(polled.expect_err("the waker's").downcast_ref(), Some(&"in a wake"));
    });
    assert_eq!(wakes.count(), 1);
}

#[test]
fn a_waker_that_panics_while_a_panic_drops_a_source_is_only_reported() {
    for awaiters in [1, 2] {
        let wakes = Wakes::new().0;
        let source = TaskCompletionSource::<u32>::new();
        let task = source.task().clone();
        let mut gets: Vec<_> = (0..awaiters).map(|_| task.get()).collect();
        for get in &mut gets {
            assert!(poll_with(get, &Waker::from(Arc::new(Panics(Arc::clone(&wakes))))).is_pending());
        }
        let panicked = catch_unwind(AssertUnwindSafe(move || {
            let _source = source;
            panic!("the first");
        }));
        assert_eq!(panicked.expect_err("the first").downcast_ref(), Some(&"the first"));
        assert_eq!(wakes.count(), awaiters);
        assert!(task.is_faulted());
    }
}

/// Panics when it is dropped.
struct Bomb {
    inner: Option<Task<Bomb>>,
    _held: Arc<()>,
}

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(self.inner.is_some(), "a destructor");
    }
}

/// Also nested in other results.
#[test]
fn a_panic_of_a_results_destructor_comes_out_of_the_drop_of_the_last_handle() {
    for depth in [0, 40] {
        let held = Arc::new(());
        let of = |inner| Task::from_result(Bomb { inner, _held: Arc::clone(&held) });
        let task = (0..depth).fold(of(None), |inner, _| of(Some(inner)));
        drop(task.clone());
        let dropped = catch_unwind(AssertUnwindSafe(|| drop(task)));
        assert_eq!(dropped.expect_err("the innermost panics").downcast_ref(), Some(&"a destructor"));
        assert_eq!(Arc::strong_count(&held), 1, "all are dropped");
    }
}

/// The other error is leaked with what a destructor kept from being returned (rust-lang/rust#47949): nothing else is.
#[test]
fn a_destructor_that_panics_while_results_are_collected_is_the_error_of_the_combined_task() {
    let held = Arc::new(());
    let fails = Task::from_result(Arc::new(Bomb { inner: None, _held: Arc::clone(&held) }));
    let all = Task::when_all([fails, Task::from_error("another input failed")]);
    let error = all.result().expect("complete").map(drop).expect_err("failed").clone();
    assert_eq!(error.panic_message(), Some("a destructor"));
    drop(all);
    assert_eq!(Arc::strong_count(&held), 1);
}

/// Its clone drops the other handle, and panics when it is dropped unless it is a clone.
struct Fails {
    other: Arc<Mutex<Option<Box<dyn Send>>>>,
    is_clone: bool,
    _held: Arc<()>,
}

impl Clone for Fails {
    fn clone(&self) -> Self {
        let other = self.other.lock().unwrap().take();
        drop(other);
        Self { other: Arc::clone(&self.other), is_clone: true, _held: Arc::clone(&self._held) }
    }
}

impl Drop for Fails {
    fn drop(&mut self) {
        assert!(self.is_clone || thread::panicking(), "a destructor");
    }
}

#[test]
fn a_result_that_panics_when_it_is_dropped_leaks_no_clone_of_it() {
    let held = Arc::new(());
    let other = Arc::new(Mutex::new(None::<Box<dyn Send>>));
    let result = || Fails { other: Arc::clone(&other), is_clone: false, _held: Arc::clone(&held) };
    let keep = |handle: Box<dyn Send>| *other.lock().unwrap() = Some(handle);

    let task = Task::from_result(result());
    keep(Box::new(task.clone()));
    assert!(catch_unwind(AssertUnwindSafe(|| drop(task.blocking_wait_owned()))).is_err());
    let shared = Shared::from(Task::from_result(result()));
    keep(Box::new(shared.clone()));
    assert!(catch_unwind(AssertUnwindSafe(|| drop(shared.blocking_wait_owned()))).is_err());
    assert_eq!(Arc::strong_count(&held), 1);
}
