//! The wakers of a join's elements and of its parent: their number, and when they are woken.

use std::future::{pending, poll_fn};
use std::pin::Pin;
use std::ptr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};
use std::thread;

use valuetask::ValueTask;
use valuetask_tasks::{join, when_all, when_any};

use crate::util::{Wakes, poll, poll_with};
use crate::{Door, doors};

#[test]
fn a_join_that_is_done_takes_no_waker_of_its_parent() {
    static CLONES: AtomicUsize = AtomicUsize::new(0);
    const COUNTED: &RawWakerVTable = &RawWakerVTable::new(clone, |_| (), |_| (), |_| ());
    fn clone(data: *const ()) -> RawWaker {
        CLONES.fetch_add(1, SeqCst);
        RawWaker::new(data, COUNTED)
    }
    // SAFETY: the functions of the table use no data, from whichever thread.
    let parent = unsafe { Waker::from_raw(RawWaker::new(ptr::null(), COUNTED)) };
    let doors = doors(20);
    let mut all = when_all(doors.iter().map(Door::task));
    let mut poll = || Pin::new(&mut all).poll(&mut Context::from_waker(&parent));
    assert!(poll().is_pending());
    doors.iter().for_each(|door| door.open(1));
    assert_eq!((CLONES.swap(0, SeqCst), poll()), (1, Poll::Ready(vec![1; 20])));
    assert_eq!(CLONES.load(SeqCst), 0);
}

#[test]
fn a_waker_may_be_woken_after_its_element_is_done_and_after_the_join_is_gone() {
    let doors = doors(20);
    let (heard, waker) = Wakes::new();
    let mut all = when_all(doors.iter().map(Door::task));
    assert!(poll_with(&mut all, &waker).is_pending());
    let (done, kept) = (doors[0].waker(), doors[1].waker());
    doors[0].open(0);
    assert!(poll_with(&mut all, &waker).is_pending());
    done.wake_by_ref();
    assert!(poll_with(&mut all, &waker).is_pending());
    assert_eq!(doors[0].polls(), 2, "it has its value");
    let woken = heard.count();
    drop(all);
    done.wake();
    kept.wake_by_ref();
    let clone = kept.clone();
    drop(kept);
    clone.wake();
    doors[2].open(2);
    assert_eq!(heard.count(), woken, "no waker is left to be woken");
}

#[test]
fn a_dropped_join_drops_the_parents_waker() {
    let doors = doors(20);
    let (heard, waker) = Wakes::new();
    let mut all = when_all(doors.iter().map(Door::task));
    assert!(poll_with(&mut all, &waker).is_pending());
    assert!(heard.kept() > 0);
    drop(all);
    assert_eq!(heard.kept(), 0);
}

#[test]
fn an_element_that_clones_its_waker_twice_or_never_is_counted_right() {
    let doors = doors(20);
    let never = || ValueTask::from_future(pending());
    let twice = |door: &Door| {
        let (first, second) = (door.task(), door.task());
        ValueTask::from_future(async move { join((first, second)).await.0 })
    };
    let mut first = when_any(doors.iter().flat_map(|door| [twice(door), never()])).expect("there are tasks");
    assert!(poll(&mut first).is_pending());
    let kept: Vec<_> = doors.iter().map(Door::waker).collect();
    doors[3].open(3);
    assert_eq!(poll(&mut first), Poll::Ready((6, 3)));
    drop(first);
    kept.into_iter().for_each(Waker::wake);
    doors.iter().for_each(|door| door.open(0));
}

#[test]
fn elements_that_all_clone_their_wakers_twice_are_counted_right() {
    let doors = doors(40);
    let twice = |pair: &[Door]| {
        let (first, second) = (pair[0].task(), pair[1].task());
        ValueTask::from_future(async move { join((first, second)).await.0 })
    };
    let mut first = when_any(doors.chunks(2).map(twice)).expect("there are tasks");
    assert!(poll(&mut first).is_pending());
    doors[6..8].iter().for_each(|door| door.open(3));
    assert_eq!(poll(&mut first), Poll::Ready((3, 3)));
    drop(first);
    doors.iter().for_each(|door| door.open(0));
}

/// A join of many, one of whose elements keeps its waker.
fn with_a_door() -> (ValueTask<'static, Vec<usize>>, Door) {
    let door = Door::default();
    let never = (0..20).map(|_| ValueTask::from_future(pending()));
    let mut all = when_all([door.task()].into_iter().chain(never));
    assert!(poll(&mut all).is_pending());
    (all, door)
}

/// The join doesn't count them as wakers of the poll, which are counted beforehand. Otherwise the count
/// would fall below zero, and the next clone would be one too many.
#[test]
fn wakers_of_another_join_that_are_cloned_in_a_first_poll_are_counted() {
    let (_before, door) = with_a_door();
    let within = Mutex::new(None);
    let clones = |_| {
        ValueTask::from_future(poll_fn(|_| {
            let mut within = within.lock().expect("no panic");
            let (_, other) = within.get_or_insert_with(with_a_door);
            drop([door.waker(), other.waker()]);
            Poll::<()>::Pending
        }))
    };
    assert!(poll(&mut when_all((0..20).map(clones))).is_pending());
    let (_within, other) = within.into_inner().expect("no panic").expect("polled");
    drop([door.waker(), other.waker()]);
}

#[test]
fn an_element_that_is_woken_twice_by_value_is_polled() {
    let doors = doors(20);
    let mut all = when_all(doors.iter().map(Door::task));
    assert!(poll(&mut all).is_pending());
    [doors[1].waker(), doors[1].waker()].into_iter().for_each(Waker::wake);
    assert!(poll(&mut all).is_pending());
    assert_eq!(doors[1].polls(), 2);
}

#[test]
fn many_threads_wake_the_elements_of_one_join() {
    let rounds = if cfg!(miri) { 3 } else { 300 };
    for _ in 0..rounds {
        let doors = doors(64);
        let all = when_all(doors.iter().map(Door::task));
        thread::scope(|scope| {
            for part in doors.chunks(16) {
                scope.spawn(move || part.iter().for_each(|door| door.open(1)));
            }
            assert_eq!(pollster::block_on(all), [1; 64]);
        });
    }
}

#[test]
fn many_threads_wake_the_elements_of_a_join_that_is_dropped() {
    let rounds = if cfg!(miri) { 3 } else { 300 };
    for _ in 0..rounds {
        let doors = doors(64);
        let mut all = when_all(doors.iter().map(Door::task));
        assert!(poll(&mut all).is_pending());
        thread::scope(|scope| {
            for part in doors.chunks(32) {
                scope.spawn(move || part.iter().for_each(|door| door.open(1)));
            }
            scope.spawn(move || drop(all));
        });
    }
}
