//! The early end of a join: by an error, by the first value, by a drop, by a panic.

use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::task::Poll;

use valuetask::ValueTask;
use valuetask_tasks::{join, try_join, try_when_all, when_all, when_any};

use crate::util::{Drops, pause, poll};
use crate::{Door, doors};

#[test]
fn b_comb_026_an_error_ends_the_join_and_drops_every_other_element() {
    for count in [3, 30] {
        let drops = Drops::default();
        let element = |n: usize| {
            let held = drops.value();
            ValueTask::from_future(async move {
                let _held = held;
                if n == 1 {
                    pause().await;
                    return Err("failed");
                }
                pending().await
            })
        };
        let mut all: ValueTask<'_, Result<Vec<u8>, &str>> = try_when_all((0..count).map(element));
        assert!(poll(&mut all).is_pending());
        assert_eq!(drops.count(), 0);
        assert_eq!(poll(&mut all), Poll::Ready(Err("failed")));
        assert_eq!(drops.count(), count);
    }
}

#[test]
fn b_comb_026_an_error_that_is_ready_at_the_call_ends_the_join_at_once() {
    let drops = Drops::default();
    let held = drops.value();
    let waits = ValueTask::<Result<u8, &str>>::from_future(async move {
        let _held = held;
        pending().await
    });
    let joined = try_join((waits, ValueTask::<Result<(), _>>::ready(Err("there"))));
    assert_eq!(drops.count(), 1);
    assert_eq!(joined.try_result().ok(), Some(Err("there")));
    let all = try_when_all([ValueTask::ready(Ok(1)), ValueTask::ready(Err("there"))]);
    assert_eq!(all.try_result().ok(), Some(Err("there")));
}

#[test]
fn b_comb_027_the_winner_comes_with_its_index_and_the_losers_are_dropped_first() {
    for count in [2, 30] {
        let drops = Drops::default();
        let doors = doors(count);
        let tasks = doors.iter().map(|door| {
            let (held, door) = (drops.value(), door.clone());
            ValueTask::from_future(async move {
                let _held = held;
                door.await
            })
        });
        let mut first = when_any(tasks).expect("there are tasks");
        assert!(poll(&mut first).is_pending());
        doors[1].open(7);
        assert_eq!(poll(&mut first), Poll::Ready((1, 7)));
        assert_eq!(drops.count(), count);
        doors[0].open(8);
    }
}

#[test]
fn a_task_that_is_ready_at_the_call_wins() {
    let first = when_any([doors(1)[0].task(), ValueTask::ready(5), ValueTask::ready(6)]);
    assert_eq!(first.expect("there are tasks").try_result().ok(), Some((1, 5)));
}

#[test]
fn any_of_nothing_is_none() {
    assert!(when_any::<ValueTask<'_, u8>>([]).is_none());
}

/// Records its name when it is dropped.
struct Says(&'static str, Arc<Mutex<Vec<&'static str>>>);

impl Drop for Says {
    fn drop(&mut self) {
        self.1.lock().expect("no panic").push(self.0);
    }
}

#[test]
fn dropping_a_join_drops_tasks_and_values_in_order() {
    let said = Arc::default();
    let held = |name| Says(name, Arc::clone(&said));
    let waits = |name| {
        let held = held(name);
        ValueTask::<Says>::from_future(async move {
            let _held = held;
            pending().await
        })
    };
    let ends = |name| {
        let held = held(name);
        ValueTask::from_future(async move { held })
    };
    let mut joined = join((waits("a"), ends("b"), waits("c")));
    assert!(poll(&mut joined).is_pending());
    drop(joined);
    let mut all = when_all([waits("d"), ends("e"), waits("f")]);
    assert!(poll(&mut all).is_pending());
    drop(all);
    assert_eq!(*said.lock().expect("no panic"), ["a", "b", "c", "d", "e", "f"]);
}

#[test]
fn a_panic_of_an_element_comes_out_of_the_poll_and_drops_everything() {
    for count in [3, 30] {
        let drops = Drops::default();
        let element = |n: usize| {
            let held = drops.value();
            ValueTask::<()>::from_future(async move {
                let _held = held;
                pause().await;
                assert!(n != 2, "the second");
                pending().await
            })
        };
        let mut all = when_all((0..count).map(element));
        assert!(poll(&mut all).is_pending());
        assert!(catch_unwind(AssertUnwindSafe(|| poll(&mut all))).is_err());
        assert_eq!(drops.count(), count);
    }
}

#[test]
fn a_panic_in_the_first_poll_leaves_nothing_behind() {
    let doors = doors(20);
    let mut all = when_all(doors.iter().enumerate().map(|(n, door)| {
        let door = door.clone();
        ValueTask::from_future(async move {
            assert!(n != 5, "the fifth");
            door.await
        })
    }));
    assert!(catch_unwind(AssertUnwindSafe(|| poll(&mut all))).is_err());
    assert_eq!((doors[4].polls(), doors[6].polls()), (1, 0));
    doors[4].open(4);
    // The wakers that the thread offers to the elements of one join aren't left for another.
    many_again();
}

fn many_again() {
    let doors = doors(20);
    let mut all = when_all(doors.iter().map(Door::task));
    assert!(poll(&mut all).is_pending());
    doors.iter().for_each(|door| door.open(1));
    assert_eq!(poll(&mut all), Poll::Ready(vec![1; 20]));
}
