//! To and from a `ValueTask`: the future goes on where it stands.

use std::rc::Rc;
use std::task::Poll;

use valuetask::{LocalPooledFuture, LocalValueTask, PooledFuture, ValueTask};

use super::{drop_at_each_stage, message_of, suspends_once};
use crate::util::{Drops, pause, poll};

#[test]
fn a_future_turned_into_a_task_is_dropped_once_at_each_stage() {
    drop_at_each_stage(|drops| ValueTask::from(PooledFuture::new(suspends_once(drops))));
    drop_at_each_stage(|drops| LocalPooledFuture::new(suspends_once(drops)).into_value_task());
}

#[test]
fn a_task_turned_into_a_future_is_dropped_once_at_each_stage() {
    drop_at_each_stage(|drops| PooledFuture::from(ValueTask::from_future(suspends_once(drops))));
    drop_at_each_stage(|drops| LocalPooledFuture::from(LocalValueTask::from_future(suspends_once(drops))));
}

#[test]
fn a_suspended_future_becomes_a_pending_task() {
    let drops = Drops::default();
    let mut future = PooledFuture::new(suspends_once(&drops));
    assert!(poll(&mut future).is_pending());
    let Err(task) = future.into_value_task().try_result() else { panic!("it is suspended") };
    drop(pollster::block_on(task));
    assert_eq!(drops.count(), 2);
}

#[test]
fn a_task_that_is_ready_becomes_a_future_with_its_value() {
    let drops = Drops::default();
    drop(PooledFuture::from(ValueTask::ready(drops.value())));
    assert_eq!(drops.count(), 1);
    let mut future = PooledFuture::from(ValueTask::ready(([7; 512], drops.value())));
    let Poll::Ready(([7, ..], value)) = poll(&mut future) else { panic!("it was ready") };
    assert_eq!(drops.count(), 1);
    drop((value, future));
    assert_eq!(drops.count(), 2);
    let local = LocalPooledFuture::from(LocalValueTask::ready(Rc::new(7)));
    assert_eq!(*pollster::block_on(local), 7);
}

#[test]
fn a_task_that_was_started_goes_on_where_it_stands() {
    let mut steps = 0;
    let task = ValueTask::start(async {
        steps += 1;
        pause().await;
        steps += 1;
        steps
    });
    assert_eq!(pollster::block_on(PooledFuture::from(task)), 2);
}

#[test]
fn a_task_that_gave_its_value_becomes_a_future_that_is_finished() {
    for mut task in [ValueTask::ready(7), ValueTask::from_future(async { 7 })] {
        assert_eq!(poll(&mut task), Poll::Ready(7));
        let mut future = PooledFuture::from(task);
        assert_eq!(format!("{future:?}"), "PooledFuture(Finished)");
        assert!(message_of(|| poll(&mut future)).starts_with("a ValueTask or PooledFuture was polled after"));
    }
    let mut future = PooledFuture::new(async { 7 });
    assert_eq!(poll(&mut future), Poll::Ready(7));
    assert_eq!(format!("{:?}", ValueTask::<u32>::from(future)), "ValueTask(Taken)");
}
