//! `WhenEach::push`: tasks that are added while others are awaited.
//!
//! wakes the awaiter · after the last was yielded · many at once · an index for each · memory

use std::task::{Context, Poll};

use valuetask_tasks::{Task, TaskCompletionSource, WhenEach};

use super::Wakes;
use crate::util::Drops;

fn next<T>(each: &mut WhenEach<T>) -> Option<usize> {
    pollster::block_on(each.next()).map(|(index, _)| index)
}

#[test]
fn a_task_that_is_added_wakes_the_awaiter_if_it_is_complete() {
    let pending = TaskCompletionSource::new();
    let mut each = Task::when_each([pending.task().clone()]);
    let (wakes, waker) = Wakes::new();
    let mut cx = Context::from_waker(&waker);
    assert!(each.poll_next(&mut cx).is_pending());
    assert_eq!(each.push(Task::from_result(1)), 1);
    assert_eq!(wakes.count(), 1);
    assert!(matches!(each.poll_next(&mut cx), Poll::Ready(Some((1, _)))));
}

#[test]
fn a_task_that_is_added_while_it_is_running_wakes_the_awaiter_when_it_completes() {
    let [pending, added] = [(); 2].map(|()| TaskCompletionSource::new());
    let mut each = Task::when_each([pending.task().clone()]);
    let (wakes, waker) = Wakes::new();
    let mut cx = Context::from_waker(&waker);
    assert!(each.poll_next(&mut cx).is_pending());
    each.push(added.task().clone());
    assert_eq!(wakes.count(), 0);
    added.set_result(7).expect("it's the first");
    assert_eq!(wakes.count(), 1);
    assert!(matches!(each.poll_next(&mut cx), Poll::Ready(Some((1, _)))));
    assert_eq!(each.remaining(), 1);
}

#[test]
fn tasks_can_be_added_after_the_last_was_yielded_and_keep_their_number() {
    let mut each = Task::when_each([Task::from_result(()), Task::from_result(())]);
    assert_eq!([next(&mut each), next(&mut each), next(&mut each)], [Some(0), Some(1), None]);
    assert_eq!(each.push(Task::completed()), 2);
    assert_eq!([next(&mut each), next(&mut each)], [Some(2), None]);
}

#[test]
fn tasks_are_yielded_once_each_however_many_were_added() {
    for at_once in [1, 3, 40] {
        let mut each = Task::when_each([]);
        let mut seen = Vec::new();
        for _ in 0..5 {
            for _ in 0..at_once {
                each.push(Task::completed());
            }
            seen.extend(next(&mut each));
        }
        seen.extend(std::iter::from_fn(|| next(&mut each)));
        seen.sort_unstable();
        assert_eq!(seen, Vec::from_iter(0..5 * at_once));
    }
}

#[test]
fn tasks_that_were_added_and_not_yielded_are_left_as_they_are() {
    let (drops, source) = (Drops::default(), TaskCompletionSource::new());
    let mut each = Task::when_each([source.task().clone()]);
    each.push(source.task().clone());
    drop(each);
    assert_eq!(drops.count(), 0);
    let held = drops.value();
    assert!(source.set_result(held).is_ok());
    drop(source);
    assert_eq!(drops.count(), 1);
}
