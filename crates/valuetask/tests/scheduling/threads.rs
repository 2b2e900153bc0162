//! On which threads work runs, and that none keeps other work from running.

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, mpsc};
use std::task::{Context, Poll, Waker};
use std::thread;

use valuetask::scheduler::{DefaultScheduler, TaskScheduler};
use valuetask::{Task, ValueTask};

use crate::thread_name;
use crate::util::{Bomb, poll};

#[test]
fn b_task_014_spawned_work_runs_on_named_workers_and_blocking_work_on_threads_of_its_own() {
    let spawned = Task::spawn(async { thread_name() });
    assert!(spawned.wait().expect("no panic").starts_with("valuetask-w-"));
    let run = Task::run(thread_name);
    assert!(run.wait().expect("no panic").starts_with("valuetask-b-"));
}

#[test]
fn foreign_work_that_panics_leaves_the_workers_alone() {
    for _ in 0..8 {
        DefaultScheduler.schedule(ValueTask::from_future(async { Bomb::raise() }));
        DefaultScheduler.schedule_blocking(Box::new(|| Bomb::raise()));
    }
    assert_eq!(Task::spawn(async { 1 }).wait(), Ok(&1));
    assert_eq!(Task::run(|| 1).wait(), Ok(&1));
}

#[test]
fn more_blocking_work_than_cores_doesnt_hold_up_spawned_work() {
    let count = 4 * thread::available_parallelism().map_or(1, usize::from);
    let all_at_once = Arc::new(Barrier::new(count + 1));
    let blocked: Vec<_> = (0..count)
        .map(|_| {
            let barrier = Arc::clone(&all_at_once);
            Task::run(move || barrier.wait().is_leader())
        })
        .collect();
    // None of them can end before this thread comes.
    for n in 0..100 {
        assert_eq!(Task::spawn(async move { n }).wait(), Ok(&n));
    }
    assert!(blocked.iter().all(|task| !task.is_completed()));
    all_at_once.wait();
    assert!(blocked.iter().all(|task| task.wait().is_ok()));
}

#[test]
fn spawned_work_that_keeps_a_worker_busy_doesnt_hold_up_what_it_has_spawned_before() {
    if thread::available_parallelism().map_or(1, usize::from) < 2 {
        return;
    }
    let (said, heard) = mpsc::channel();
    let task = Task::spawn(async move {
        let others: Vec<_> = (0..3).map(|n| (n, said.clone())).collect();
        for (n, said) in others {
            drop(Task::spawn(async move { said.send(n).expect("somebody listens") }));
        }
        // The last one is what this worker would do next; the first two are for others.
        heard.recv().expect("sent") + heard.recv().expect("sent")
    });
    assert_eq!(task.wait(), Ok(&1));
}

#[test]
fn b_task_030_a_yield_is_never_answered_at_once_and_lets_others_go_on() {
    let mut yielded = pin!(Task::yield_now());
    let woken = poll(&mut yielded);
    assert!(woken.is_pending());
    assert!(poll(&mut yielded).is_ready());

    // Two that yield to one another until each has seen the other, on whatever workers there are.
    let turns = Arc::new(AtomicUsize::new(0));
    let yields = |me: usize| {
        let turns = Arc::clone(&turns);
        Task::spawn(async move {
            for _ in 0..100 {
                while turns.load(SeqCst) % 2 != me {
                    Task::yield_now().await;
                }
                turns.fetch_add(1, SeqCst);
            }
        })
    };
    let (first, second) = (yields(0), yields(1));
    assert_eq!((first.wait(), second.wait()), (Ok(&()), Ok(&())));
    assert_eq!(turns.load(SeqCst), 200);
}

#[test]
fn b_task_039_a_yield_before_an_await_suspends_once() {
    let complete = Task::from_result(1);
    let mut after_a_yield = pin!(async {
        Task::yield_now().await;
        (&complete).await
    });
    let mut cx = Context::from_waker(Waker::noop());
    assert!(after_a_yield.as_mut().poll(&mut cx).is_pending());
    assert_eq!(after_a_yield.as_mut().poll(&mut cx), Poll::Ready(Ok(1)));
}
