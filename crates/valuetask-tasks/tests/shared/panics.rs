//! Panics: in poll, in drop, and of wakers.

use std::future::{Future, IntoFuture};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Poll, Waker};

use valuetask_tasks::Shared;

use crate::Gate;
use crate::util::{Counted, Drops, Wakes, pause, poll, poll_with};

#[test]
fn a_panic_faults_the_task_with_its_message() {
    let tasks = [
        Shared::new(async { panic!("at {}", 7) }),
        Shared::new(async {
            pause().await;
            panic!("at 7")
        }),
    ];
    for task in tasks {
        let both: [Shared<()>; 2] = [task.clone(), task];
        for task in both {
            let error = task.blocking_wait().expect_err("faulted");
            assert!(error.is_panicked());
            assert_eq!(error.panic_message(), Some("at 7"));
            assert_eq!(error.to_string(), "panicked: at 7");
        }
    }
    let alone = Shared::<()>::new(async { panic!("alone") });
    assert_eq!(pollster::block_on(alone.into_future()).expect_err("faulted").panic_message(), Some("alone"));
}

struct PanicsInDrop;

static PANICS_IN_DROP: AtomicUsize = AtomicUsize::new(0);

impl Drop for PanicsInDrop {
    fn drop(&mut self) {
        PANICS_IN_DROP.fetch_add(1, SeqCst);
        panic!("in drop");
    }
}

#[test]
fn a_future_whose_destructor_panics_faults_the_task_and_its_result_is_dropped() {
    struct Ends(Option<Counted>, PanicsInDrop);

    impl Future for Ends {
        type Output = Counted;

        fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
            Poll::Ready(self.0.take().expect("polled once"))
        }
    }

    let drops = Drops::default();
    let task = Shared::new(Ends(Some(drops.value()), PanicsInDrop));
    let Err(error) = task.blocking_wait() else { panic!("it ends with a panic") };
    assert_eq!(error.panic_message(), Some("in drop"));
    assert_eq!((drops.count(), PANICS_IN_DROP.load(SeqCst)), (1, 1));
}

#[test]
fn a_panic_of_a_waker_is_lost_in_the_call_that_wakes_and_all_others_are_woken() {
    let gate = Gate::default();
    let shared = gate.shared();
    let (wakes, waker) = Wakes::new();
    let panics = Waker::from(Arc::new(PanicsWhenWoken));
    let (mut first, mut second) = (shared.get(), shared.get());
    assert!(poll_with(&mut first, &panics).is_pending());
    assert!(poll_with(&mut second, &waker).is_pending());
    gate.open();
    assert_eq!(wakes.count(), 1);
    assert!(poll_with(&mut second, &waker).is_ready());
}

#[test]
fn a_panic_of_a_waker_is_resumed_in_the_poll_in_which_the_future_was_woken() {
    let shared = Shared::new(async {
        pause().await;
        7
    });
    let mut get = shared.get();
    let panics = Waker::from(Arc::new(PanicsWhenWoken));
    assert!(catch_unwind(AssertUnwindSafe(|| poll_with(&mut get, &panics).is_ready())).is_err());
    assert_eq!(poll(&mut get), Poll::Ready(Ok(&7)));
}

struct PanicsWhenWoken;

impl std::task::Wake for PanicsWhenWoken {
    fn wake(self: Arc<Self>) {
        panic!("a waker")
    }
}

#[test]
fn a_waker_that_panics_when_it_is_cloned_leaves_the_future_in_its_place() {
    use std::task::{RawWaker, RawWakerVTable};

    const UNCLONABLE: &RawWakerVTable = &RawWakerVTable::new(|_| panic!("cloned"), |_| (), |_| (), |_| ());
    // SAFETY: the functions don't use the data.
    let waker = unsafe { Waker::from_raw(RawWaker::new(std::ptr::null(), UNCLONABLE)) };
    let poll_in_vain = || {
        let gate = Gate::default();
        let shared = gate.shared();
        let polled = catch_unwind(AssertUnwindSafe(|| poll_with(&mut shared.get(), &waker).is_ready()));
        assert!(polled.is_err(), "it isn't pending, as nothing would wake it");
        gate.open();
        assert_eq!(shared.blocking_wait(), Ok(&7));
    };
    poll_in_vain();
    let unwinds = catch_unwind(AssertUnwindSafe(|| {
        let _last = OnDrop(poll_in_vain);
        panic!("the thread unwinds")
    }));
    assert!(unwinds.is_err());
}

struct OnDrop<F: Fn()>(F);

impl<F: Fn()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}
