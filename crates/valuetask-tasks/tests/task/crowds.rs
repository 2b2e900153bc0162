//! Many awaiters of one shared future: more than are woken at a time.

use std::future::IntoFuture;
use std::mem::{ManuallyDrop, forget};
use std::sync::Arc;
use std::task::{Poll, Wake, Waker};

use valuetask_tasks::{Shared, SharedRefFuture};

use super::{Wakes, poll_with};
use crate::gate::Gate;
use crate::util::{Bomb, poll};

/// An awaiter.
struct Awaiter<'t> {
    future: SharedRefFuture<'t, u32>,
    wakes: Arc<Wakes>,
    waker: Waker,
}

impl<'t> Awaiter<'t> {
    fn of(task: &'t Shared<u32>) -> Self {
        let (wakes, waker) = Wakes::new();
        Self { future: task.into_future(), wakes, waker }
    }

    fn is_pending(&mut self) -> bool {
        poll_with(&mut self.future, &self.waker).is_pending()
    }
}

#[test]
fn each_of_many_is_woken_once_whenever_all_wait() {
    for count in 1..12 {
        let gate = Gate::default();
        let task = gate.shared();
        let mut crowd: Vec<_> = (0..count).map(|_| Awaiter::of(&task)).collect();
        for round in 1..4 {
            assert!(crowd.iter_mut().all(Awaiter::is_pending));
            gate.knock();
            assert!(crowd.iter().all(|awaiter| awaiter.wakes.count() == round), "{count} in round {round}");
        }
        gate.open();
        assert!(crowd.iter_mut().all(|awaiter| poll(&mut awaiter.future) == Poll::Ready(Ok(7))));
    }
}

#[test]
fn of_many_that_were_woken_some_leave_and_the_others_are_served() {
    for (count, leave) in (1..12).flat_map(|count| (0..count).map(move |leave| (count, leave))) {
        let gate = Gate::default();
        let task = gate.shared();
        let mut crowd: Vec<_> = (0..count).map(|_| Awaiter::of(&task)).collect();
        assert!(crowd.iter_mut().all(Awaiter::is_pending));
        gate.knock();
        // From the middle, in both directions.
        (0..leave).for_each(|left| drop(crowd.remove((crowd.len() - left % 2) / 2)));
        assert!(crowd.iter_mut().all(Awaiter::is_pending));
        gate.open();
        assert!(crowd.iter().all(|awaiter| awaiter.wakes.count() == 2), "{leave} of {count} left");
        assert!(crowd.iter_mut().all(|awaiter| poll(&mut awaiter.future) == Poll::Ready(Ok(7))));
    }
}

/// A waker whose last clone panics when it is dropped.
struct Last;

impl Wake for Last {
    fn wake(self: Arc<Self>) {}
}

impl Drop for Last {
    fn drop(&mut self) {
        Bomb::raise();
    }
}

#[test]
fn a_waker_that_panics_when_it_goes_keeps_none_that_were_leaked() {
    let task = Gate::default().shared();
    let last = Waker::from(Arc::new(Last));
    assert!(poll_with(&mut *ManuallyDrop::new(task.get()), &last).is_pending());
    drop(last);
    let others = [(); 3].map(|()| {
        let mut other = Awaiter::of(&task);
        assert!(other.is_pending());
        forget(other.future);
        (other.wakes, other.waker)
    });
    assert!(others.iter().all(|(wakes, _)| wakes.kept() == 1));
    assert!(Bomb::is_raised_by(|| drop(task)));
    assert!(others.iter().all(|(wakes, _)| wakes.kept() == 0));
}
