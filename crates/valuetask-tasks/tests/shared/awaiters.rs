//! The awaiters of a future: which one polls it, and which are woken.
//!
//! an awaiter that never polls again, that is dropped, that is leaked · a change of wakers · waking itself · awaiting itself · long chains

use std::future::{Future, IntoFuture, pending, poll_fn};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::Poll;

use valuetask_tasks::Shared;

use crate::Gate;
use crate::util::{Drops, Wakes, pause, poll, poll_with};

/// The scenario of futures-rs issue 2706: of two awaiters, the woken one is busy with something else and never polls again. The other
/// one has to be woken, too.
#[test]
fn an_awaiter_that_is_woken_and_never_polls_again_holds_up_no_other() {
    let gate = Gate::default();
    let task = gate.shared();
    let ((first_wakes, first_waker), (second_wakes, second_waker)) = (Wakes::new(), Wakes::new());
    let (mut first, mut second) = (task.get(), task.get());
    assert!(poll_with(&mut first, &first_waker).is_pending());
    assert!(poll_with(&mut second, &second_waker).is_pending());
    gate.open();
    assert_eq!((first_wakes.count(), second_wakes.count()), (1, 1));
    assert_eq!(poll_with(&mut second, &second_waker), Poll::Ready(Ok(&7)));
    assert_eq!(first_wakes.count(), 1, "it was woken before");
    assert_eq!(poll_with(&mut first, &first_waker), Poll::Ready(Ok(&7)));
}

#[test]
fn another_awaiter_takes_over_from_one_that_is_dropped() {
    for dropped_before in [true, false] {
        let gate = Gate::default();
        let task = gate.shared();
        let (wakes, waker) = Wakes::new();
        let (mut driver, mut other) = (task.get(), task.get());
        assert!(poll(&mut driver).is_pending());
        assert!(poll_with(&mut other, &waker).is_pending());
        if dropped_before {
            drop(driver);
            gate.open();
        } else {
            gate.open();
            drop(driver);
        }
        assert_eq!(wakes.count(), 1);
        assert_eq!(poll_with(&mut other, &waker), Poll::Ready(Ok(&7)));
    }
}

#[test]
fn the_waker_of_the_last_poll_is_the_one_that_is_woken() {
    let gate = Gate::default();
    let task = gate.shared();
    let ((before, before_waker), (after, after_waker)) = (Wakes::new(), Wakes::new());
    let mut get = task.get();
    assert!(poll_with(&mut get, &before_waker).is_pending());
    assert!(poll_with(&mut get, &after_waker).is_pending());
    gate.open();
    assert_eq!((before.count(), after.count()), (0, 1));
}

#[test]
fn a_task_that_wakes_itself_is_polled_again() {
    let task = Shared::new(async {
        pause().await;
        pause().await;
        7
    });
    let ((wakes, waker), (others, others_waker)) = (Wakes::new(), Wakes::new());
    let (mut get, mut other) = (task.get(), task.get());
    assert!(poll_with(&mut get, &waker).is_pending());
    assert_eq!(wakes.count(), 1);
    assert!(poll_with(&mut other, &others_waker).is_pending());
    assert_eq!(others.count(), 1, "it drove");
    assert_eq!(poll_with(&mut get, &waker), Poll::Ready(Ok(&7)));
}

#[test]
fn an_awaiter_that_is_leaked_is_not_woken_any_more() {
    let gate = Gate::default();
    let task = gate.shared();
    let (wakes, waker) = Wakes::new();
    {
        let mut get = std::mem::ManuallyDrop::new(task.get());
        assert!(poll_with(&mut *get, &waker).is_pending());
    }
    drop(task);
    gate.open();
    assert_eq!(wakes.count(), 0);
}

#[test]
fn a_future_that_never_ends_is_never_complete() {
    let task = Shared::new(pending::<()>());
    assert!(poll(&mut task.get()).is_pending());
    assert!(!task.is_completed());
}

#[test]
fn a_future_that_awaits_itself_never_completes() {
    let itself = Arc::new(Mutex::new(None::<Shared<()>>));
    let (kept, gate) = (Arc::clone(&itself), Gate::default());
    let opened = gate.clone();
    let shared = Shared::new(async move {
        let mut itself = kept.lock().expect("no panic").take().expect("it was put there").into_future();
        let mut pass = pin!(gate.pass());
        poll_fn(|cx| if Pin::new(&mut itself).poll(cx).is_ready() { Poll::Ready(()) } else { pass.as_mut().poll(cx) })
            .await;
    });
    *itself.lock().expect("no panic") = Some(shared.clone());
    let mut get = shared.get();
    assert!(poll(&mut get).is_pending());
    assert!(poll(&mut get).is_pending());
    // Otherwise it would keep itself.
    opened.open();
    assert!(poll(&mut get).is_ready());
}

#[test]
fn wakes_and_drops_of_a_long_chain_do_not_nest() {
    const LINKS: usize = if cfg!(miri) { 50 } else { 100_000 };
    let gate = Gate::default();
    let mut last = gate.shared();
    for _ in 0..LINKS {
        let before = last.clone();
        last = Shared::try_new(async move { before.await });
        // Each awaits the one before already, so the polls don't nest.
        assert!(poll(&mut last.get()).is_pending());
    }
    gate.knock();
    drop(last);
}

/// B-COMB-028
#[test]
fn a_shared_value_is_made_once_on_the_first_await() {
    let made = Drops::default();
    let making = made.clone();
    let shared = Shared::new(async move {
        drop(making.value());
        7
    });
    assert_eq!(made.count(), 0);
    assert_eq!((shared.blocking_wait(), shared.clone().blocking_wait(), made.count()), (Ok(&7), Ok(&7), 1));
}
