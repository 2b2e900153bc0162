//! Continuations that a scheduler runs: not inside the call, before inline continuations, dropped by the scheduler, blocking.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::thread;

use valuetask::Abandoned;
use valuetask_tasks::scheduler::CurrentScheduler;
use valuetask_tasks::{Task, TaskCompletionSource, TaskError, TaskStatus};

use crate::by_hand::ByHand;
use crate::error;

/// B-TASK-017
#[test]
fn a_scheduled_continuation_runs_neither_inside_the_call_nor_inside_the_set() {
    let plus_one = |task: &Task<u32>| task.result().map(|result| result.map_or(0, |number| number + 1));
    let scheduler = ByHand::default();
    let complete = Task::from_result(7).continue_with_on(scheduler.clone(), plus_one);
    assert_eq!((scheduler.given(), complete.status()), (1, TaskStatus::Running));
    scheduler.run();
    assert_eq!(complete.result(), Some(Ok(&Some(8))));

    let source = TaskCompletionSource::new();
    let pending = source.task().continue_with_on(scheduler.clone(), plus_one);
    assert_eq!(scheduler.given(), 0);
    source.set_result(7).expect("it's the first");
    assert_eq!((scheduler.given(), pending.is_completed()), (1, false));
    scheduler.run();
    assert_eq!(pending.result(), Some(Ok(&Some(8))));
}

/// B-TASK-025
#[test]
fn what_is_scheduled_is_so_before_anything_runs_inline() {
    let (source, scheduler) = (TaskCompletionSource::<()>::new(), ByHand::default());
    let asking = scheduler.clone();
    let given = source.task().continue_with(move |_| asking.given());
    let _scheduled = source.task().continue_with_on(scheduler, |_| ());
    source.set_result(()).expect("it's the first");
    assert_eq!(given.result(), Some(Ok(&1)));
}

#[test]
fn a_scheduled_continuation_runs_for_the_way_that_it_is_for_on_rt() {
    let failed = Task::<u32>::from_error("four");
    let replaced = failed.continue_with_on(CurrentScheduler, |task| match task.result() {
        Some(Err(error)) if error.is_faulted() => Ok(error.to_string().len() as u32),
        other => other.expect("complete").copied().map_err(TaskError::clone),
    });
    assert_eq!(replaced.try_continue_with(|task| task.result().unwrap()?.clone()).blocking_wait(), Ok(&4));
    let carried_on = failed.continue_with_on(CurrentScheduler, |task| {
        task.result().expect("complete").map(|number| number + 1).map_err(TaskError::clone)
    });
    assert!(carried_on.try_continue_with(|task| task.result().unwrap()?.clone()).blocking_wait().is_err());
    let panics = Task::from_result(7).continue_with_on(CurrentScheduler, |_| -> u32 { panic!("no luck") });
    assert_eq!(panics.blocking_wait().err().and_then(TaskError::panic_message), Some("no luck"));
}

#[test]
fn a_scheduler_that_drops_a_continuation_abandons_it() {
    let scheduler = ByHand::default();
    let continued = Task::from_result(7).continue_with_on(scheduler.clone(), |_| ());
    drop(scheduler.take());
    assert!(error(&continued).downcast_ref::<Abandoned>().is_some());
}

/// B-TASK-016, B-TASK-019, B-TCS-011
#[test]
fn a_source_that_spawned_work_sets_runs_nothing_inside_the_call_and_then_all() {
    let scheduler = ByHand::default();
    let (source, task) = TaskCompletionSource::channel();
    let continued =
        task.try_continue_with(|task| task.result().unwrap().map(|number| number + 1).map_err(TaskError::clone));
    let all = Task::when_all([continued.clone()]);
    let mut waiting = [task.get(), task.get()];
    let mut cx = Context::from_waker(Waker::noop());
    assert!(waiting.each_mut().map(|get| Pin::new(get).poll(&mut cx)).iter().all(Poll::is_pending));

    let set = Task::spawn_on(&scheduler, async move { source.set_result(7).is_ok() });
    assert_eq!((scheduler.given(), task.is_completed(), continued.is_completed()), (1, false, false));
    scheduler.run();
    assert_eq!((set.result(), task.result()), (Some(Ok(&true)), Some(Ok(&7))));
    assert_eq!((continued.result(), all.result()), (Some(Ok(&8)), Some(Ok(&vec![8]))));
}

/// B-TCS-011
#[test]
fn what_waits_for_a_source_that_spawned_work_sets_runs_on_another_thread_on_rt() {
    let (source, task) = TaskCompletionSource::channel();
    let ran_on = task.continue_with(|_| thread::current().id());
    drop(Task::spawn(async move { source.set_result(()).is_ok() }));
    assert_ne!(ran_on.blocking_wait(), Ok(&thread::current().id()));
}

/// Each level completes what the level above blocks on.
#[test]
fn scheduled_continuations_may_block_on_what_they_complete_at_any_depth_on_rt() {
    fn level(left: u32) {
        let Some(left) = left.checked_sub(1) else { return };
        let (begin, (done, is_done)) = (TaskCompletionSource::<()>::new(), TaskCompletionSource::channel());
        drop(begin.task().continue_with_on(CurrentScheduler, move |_| {
            level(left);
            done.set_result(()).is_ok()
        }));
        begin.set_result(()).expect("it's the first");
        assert_eq!(is_done.blocking_wait(), Ok(&()));
    }
    level(40);
}

/// Miri sees that neither uses the task before it knows what the other did.
#[test]
fn a_last_handle_is_dropped_beside_the_work_that_completes_its_task() {
    for number in 0..20 {
        let scheduler = ByHand::default();
        let task = Task::spawn_on(&scheduler, async move { number });
        let completer = thread::spawn(move || scheduler.run());
        thread::yield_now();
        drop(task);
        completer.join().expect("no panic");
    }
}
