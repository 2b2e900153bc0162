//! Weak handles: what they keep, and what they become.
//!
//! of a future, of a result · awaited by value beside one · the last handle

use std::future::IntoFuture;
use std::sync::Arc;

use valuetask::ValueTask;
use valuetask_tasks::{Shared, WeakShared};

use crate::Gate;
use crate::util::{Drops, poll};

#[test]
fn a_weak_handle_becomes_one_on_the_same_future() {
    let gate = Gate::default();
    let shared = gate.shared();
    let weak = shared.downgrade();
    let other = weak.clone().upgrade().expect("there is a handle");
    assert!(other.ptr_eq(&shared));
    assert!(poll(&mut shared.get()).is_pending());
    gate.open();
    assert_eq!(pollster::block_on(other), Ok(7));
    assert_eq!(shared.result(), Some(Ok(&7)));
    assert_eq!(weak.upgrade().map(|other| other.blocking_wait_owned()), Some(Ok(7)));
}

#[test]
fn a_weak_handle_keeps_neither_the_future_nor_its_result() {
    let drops = Drops::default();
    let (held, gate) = (drops.value(), Gate::default());
    let passes = gate.clone();
    let shared = Shared::new(async move {
        passes.pass().await;
        Arc::new(held)
    });
    let weak = shared.downgrade();
    let other = shared.clone();
    assert!(poll(&mut other.get()).is_pending());
    drop(shared);
    assert!(!weak.is_dropped());
    assert_eq!(drops.count(), 0);
    drop(other);
    assert_eq!(drops.count(), 1, "the future");
    assert!(weak.is_dropped() && weak.upgrade().is_none());
    gate.open();

    let held = drops.value();
    let ready = Shared::new(async { Arc::new(held) });
    let weak = ready.downgrade();
    assert!(poll(&mut ready.get()).is_ready());
    drop(ready);
    assert_eq!(drops.count(), 2, "the result");
    assert!(weak.upgrade().is_none());
}

#[test]
fn a_weak_handle_of_a_ready_value_lasts_as_long_as_the_handles() {
    let drops = Drops::default();
    let ready = Shared::from(ValueTask::ready(Arc::new(drops.value())));
    let weak: WeakShared<_> = ready.downgrade();
    let other = weak.upgrade().expect("there is a handle");
    drop(ready);
    assert!(weak.upgrade().is_some_and(|handle| handle.ptr_eq(&other) && handle.is_completed()));
    drop(other);
    assert_eq!(drops.count(), 1);
    assert!(weak.upgrade().is_none());
}

#[test]
fn a_request_that_is_awaited_by_value_is_found_by_its_weak_handle() {
    let gate = Gate::default();
    let shared = gate.shared();
    let weak = shared.downgrade();
    let mut first = shared.into_future();
    assert!(poll(&mut first).is_pending());
    let mut second = weak.upgrade().expect("it is awaited").into_future();
    assert!(poll(&mut second).is_pending());
    gate.open();
    assert_eq!((poll(&mut first), poll(&mut second)), (std::task::Poll::Ready(Ok(7)), std::task::Poll::Ready(Ok(7))));
    drop((first, second));
    assert!(weak.upgrade().is_none());
}

#[test]
fn a_result_is_moved_to_the_last_handle_beside_a_weak_one() {
    /// Must not be cloned.
    #[derive(Debug, PartialEq)]
    struct Moved(u32);

    impl Clone for Moved {
        fn clone(&self) -> Self {
            panic!("cloned")
        }
    }

    for shared in [Shared::new(async { Moved(7) }), Shared::from(ValueTask::ready(Moved(7)))] {
        let weak = shared.downgrade();
        assert_eq!(shared.blocking_wait_owned(), Ok(Moved(7)));
        assert!(weak.upgrade().is_none());
    }
}
