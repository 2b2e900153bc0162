//! One task that is awaited and abandoned again and again, and a million tasks in flight: the time a task, and what
//! stays allocated.

use std::future::IntoFuture;
use std::pin::pin;

use futures_channel::oneshot;
use futures_util::FutureExt;
use valuetask_tasks::{Shared, TaskCompletionSource};

use super::block_on::{finished, pending};
use crate::way::{Case, Goal, OUR_SHARED, Run, SHARED, TASK, Way};

fn shared_abandoned() -> Run {
    let (source, task) = oneshot::channel::<u64>();
    let task = task.shared();
    Box::new(move |calls| {
        for _ in 0..calls {
            pending(pin!(task.clone()));
        }
        assert!(!source.is_canceled(), "its task is there");
        calls
    })
}

fn abandoned() -> Run {
    let source = TaskCompletionSource::<u64>::new();
    Box::new(move |calls| {
        for _ in 0..calls {
            pending(pin!(source.task().into_future()));
        }
        calls
    })
}

fn our_shared_abandoned() -> Run {
    let task = Shared::new(std::future::pending::<u64>());
    Box::new(move |calls| {
        for _ in 0..calls {
            pending(pin!((&task).into_future()));
        }
        calls
    })
}

fn shared_in_flight() -> Run {
    Box::new(|calls| {
        let (sources, mut tasks): (Vec<_>, Vec<_>) = (0..calls)
            .map(|_| {
                let (source, task) = oneshot::channel();
                (source, task.shared())
            })
            .unzip();
        tasks.iter_mut().for_each(|task| pending(pin!(task)));
        sources.into_iter().zip(0..).for_each(|(source, id)| assert_eq!(source.send(id), Ok(())));
        tasks.into_iter().map(|task| finished(pin!(task)).expect("sent")).sum()
    })
}

fn in_flight() -> Run {
    Box::new(|calls| {
        let (sources, mut tasks): (Vec<_>, Vec<_>) = (0..calls)
            .map(|_| {
                let source = TaskCompletionSource::new();
                let task = source.task().clone().into_future();
                (source, task)
            })
            .unzip();
        tasks.iter_mut().for_each(|task| pending(pin!(task)));
        sources.into_iter().zip(0..).for_each(|(source, id)| source.set_result(id).expect("it's the first"));
        tasks.into_iter().map(|task| finished(pin!(task)).expect("set")).sum()
    })
}

pub(super) fn cases() -> [Case; 2] {
    const HALF: &[Goal] = &[Goal::ratio(SHARED, 0.5)];
    let abandoned = vec![
        Way { name: SHARED, prepare: shared_abandoned, goals: &[] },
        Way { name: TASK, prepare: abandoned, goals: HALF },
        Way { name: OUR_SHARED, prepare: our_shared_abandoned, goals: HALF },
    ];
    let in_flight = vec![
        Way { name: SHARED, prepare: shared_in_flight, goals: &[] },
        Way { name: TASK, prepare: in_flight, goals: HALF },
    ];
    [
        Case { name: "task awaited and abandoned", calls: 1_000_000, bytes: None, ways: abandoned },
        Case { name: "task, a million in flight", calls: 1_000_000, bytes: None, ways: in_flight },
    ]
}
