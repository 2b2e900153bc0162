//! Which elements of a join are polled again, and how often its parent is woken.

use std::future::pending;
use std::task::Poll;

use valuetask::ValueTask;
use valuetask_tasks::when_all;

use crate::util::{Wakes, pause, poll, poll_with};
use crate::{Door, doors};

#[test]
fn ready_tasks_among_many_are_never_polled_and_the_others_are() {
    let doors = doors(50);
    let tasks = doors.iter().enumerate().map(|(n, door)| if n == 40 { door.task() } else { ValueTask::ready(n) });
    let mut all = when_all(tasks);
    assert!(poll(&mut all).is_pending());
    doors[40].open(40);
    assert_eq!(poll(&mut all), Poll::Ready((0..50).collect()));
    assert_eq!(doors.iter().map(Door::polls).sum::<usize>(), 2);
}

#[test]
fn of_many_tasks_only_those_that_were_woken_are_polled_again() {
    let doors = doors(100);
    let (heard, waker) = Wakes::new();
    let mut all = when_all(doors.iter().map(Door::task));
    for (opened, door) in doors.iter().enumerate() {
        assert!(poll_with(&mut all, &waker).is_pending());
        assert_eq!(heard.count(), opened);
        door.open(opened);
    }
    assert!(poll_with(&mut all, &waker).is_ready());
    assert!(doors.iter().all(|door| door.polls() == 2));
}

#[test]
fn a_join_that_is_polled_again_in_vain_polls_none_of_many() {
    let doors = doors(100);
    let ((first, first_waker), (last, last_waker)) = (Wakes::new(), Wakes::new());
    let mut all = when_all(doors.iter().map(Door::task));
    assert!(poll_with(&mut all, &first_waker).is_pending());
    assert!(poll_with(&mut all, &first_waker).is_pending());
    assert!(poll_with(&mut all, &last_waker).is_pending());
    assert!(doors.iter().all(|door| door.polls() == 1));
    doors[7].open(7);
    assert_eq!((first.count(), last.count()), (0, 1), "the last waker is woken");
}

#[test]
fn the_parent_is_woken_once_for_all_that_are_woken_before_it_polls() {
    let doors = doors(100);
    let (heard, waker) = Wakes::new();
    let mut all = when_all(doors.iter().map(Door::task));
    assert!(poll_with(&mut all, &waker).is_pending());
    doors.iter().for_each(|door| door.open(1));
    assert_eq!(heard.count(), 1);
    assert!(poll_with(&mut all, &waker).is_ready());
}

#[test]
fn an_element_that_wakes_itself_goes_on_and_lets_others_go_on() {
    for count in [3, 100] {
        let yielding = |n: usize| {
            ValueTask::from_future(async move {
                for _ in 0..n % 7 {
                    pause().await;
                }
                n
            })
        };
        assert_eq!(pollster::block_on(when_all((0..count).map(yielding))), Vec::from_iter(0..count));
    }
}

#[test]
fn a_join_whose_element_woke_itself_sleeps_until_another_is_woken() {
    let doors = doors(20);
    let (heard, waker) = Wakes::new();
    let restless = ValueTask::from_future(async {
        pause().await;
        pending().await
    });
    let mut all = when_all(doors.iter().map(Door::task).chain([restless]));
    for _ in 0..3 {
        assert!(poll_with(&mut all, &waker).is_pending());
        assert_eq!(heard.count(), 1, "by the element that woke itself");
    }
    doors[7].open(7);
    assert_eq!(heard.count(), 2);
}

#[test]
fn joins_of_joins_are_woken_through_and_through() {
    let doors: Vec<_> = (0..20).map(|_| doors(20)).collect();
    let (heard, waker) = Wakes::new();
    let mut all = when_all(doors.iter().map(|row| when_all(row.iter().map(Door::task))));
    assert!(poll_with(&mut all, &waker).is_pending());
    for (row, column) in (0..20).zip((0..20).rev()) {
        let before = heard.count();
        doors[row][column].open(1);
        assert_eq!(heard.count(), before + 1);
        assert!(poll_with(&mut all, &waker).is_pending());
    }
    assert_eq!(doors.iter().flatten().map(Door::polls).sum::<usize>(), 420);
    doors.iter().flatten().for_each(|door| door.open(1));
    assert_eq!(poll_with(&mut all, &waker), Poll::Ready(vec![vec![1; 20]; 20]));
}
