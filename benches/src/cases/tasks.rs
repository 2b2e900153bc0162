//! A task made, awaited and completed, beside futures' `Shared` over its oneshot, and tokio's oneshot, which has
//! one awaiter.

use std::future::{IntoFuture, ready};
use std::hint::black_box;
use std::pin::pin;

use futures_channel::oneshot;
use futures_util::FutureExt;
use valuetask_tasks::{Shared, Task, TaskCompletionSource};

use super::block_on::{Gate, block_on, finished, pending};
use crate::way::{Case, Goal, OUR_SHARED, Run, SHARED, TASK, TOKIO, Way};

const BY_REFERENCE: &str = "Task, by reference";

/// Half of what is taken instead.
const HALF: &[Goal] = &[Goal::ratio(SHARED, 0.5)];

/// A result.
trait Shape: Clone + Send + Sync + 'static {
    fn made(id: u64) -> Self;

    fn seen(&self) -> u64;
}

impl Shape for u64 {
    fn made(id: u64) -> Self {
        id
    }

    fn seen(&self) -> u64 {
        *self
    }
}

impl Shape for Result<String, u8> {
    fn made(id: u64) -> Self {
        Ok(if id.is_multiple_of(2) { "an answer of some length" } else { "a shorter one" }.to_owned())
    }

    fn seen(&self) -> u64 {
        self.as_ref().map_or(0, |text| text.len() as u64)
    }
}

impl Shape for [u64; 16] {
    fn made(id: u64) -> Self {
        [id; 16]
    }

    fn seen(&self) -> u64 {
        self[7]
    }
}

/// A loop over so many ids.
macro_rules! each {
    (|$id:ident| $call:expr) => {
        Box::new(move |calls| (0..calls).map(black_box).map(|$id| $call).sum())
    };
}

/// Awaits one call after the other.
macro_rules! awaited {
    ($calls:expr, |$id:ident| $call:expr) => {{
        let mut sum: u64 = 0;
        for $id in 0..$calls {
            sum += $call;
        }
        sum
    }};
}

fn shared_source<V: Shape>() -> Run {
    each!(|id| {
        let (source, task) = oneshot::channel();
        let task = task.shared();
        let mut awaiting = pin!(task.clone());
        pending(awaiting.as_mut());
        assert!(source.send(V::made(id)).is_ok());
        finished(awaiting).expect("sent").seen()
    })
}

fn tokio_source<V: Shape>() -> Run {
    each!(|id| {
        let (source, task) = tokio::sync::oneshot::channel();
        let mut awaiting = pin!(task);
        pending(awaiting.as_mut());
        assert!(source.send(V::made(id)).is_ok());
        finished(awaiting).expect("sent").seen()
    })
}

fn source<V: Shape>() -> Run {
    each!(|id| {
        let source = TaskCompletionSource::new();
        let mut awaiting = pin!(source.task().into_future());
        pending(awaiting.as_mut());
        source.set_result(V::made(id)).expect("it's the first");
        finished(awaiting).expect("set").seen()
    })
}

fn source_by_reference<V: Shape>() -> Run {
    each!(|id| {
        let source = TaskCompletionSource::new();
        let mut awaiting = pin!(source.task().get());
        pending(awaiting.as_mut());
        source.set_result(V::made(id)).expect("it's the first");
        finished(awaiting).expect("set").seen()
    })
}

fn source_case<V: Shape>(name: &'static str) -> Case {
    let ways = vec![
        Way { name: SHARED, prepare: shared_source::<V>, goals: &[] },
        Way { name: TOKIO, prepare: tokio_source::<V>, goals: &[] },
        Way { name: TASK, prepare: source::<V>, goals: HALF },
        Way { name: BY_REFERENCE, prepare: source_by_reference::<V>, goals: HALF },
    ];
    Case { name, calls: 200_000, bytes: None, ways }
}

fn shared_source_twice() -> Run {
    each!(|id| {
        let (source, task) = oneshot::channel();
        let task = task.shared();
        let (mut one, mut other) = (pin!(task.clone()), pin!(task));
        pending(one.as_mut());
        pending(other.as_mut());
        assert_eq!(source.send(id), Ok(()));
        finished(one).expect("sent") + finished(other).expect("sent")
    })
}

fn source_twice() -> Run {
    each!(|id| {
        let source = TaskCompletionSource::new();
        let (mut one, mut other) = (pin!(source.task().into_future()), pin!(source.task().into_future()));
        pending(one.as_mut());
        pending(other.as_mut());
        source.set_result(id).expect("it's the first");
        finished(one).expect("set") + finished(other).expect("set")
    })
}

fn shared_twice() -> Run {
    each!(|id| {
        let task = Gate::before(id).shared();
        let (mut one, mut other) = (pin!(task.clone()), pin!(task));
        pending(one.as_mut());
        pending(other.as_mut());
        Gate::open();
        finished(one) + finished(other)
    })
}

fn twice() -> Run {
    each!(|id| {
        let task = Shared::new(Gate::before(id));
        let (mut one, mut other) = (pin!(task.clone().into_future()), pin!(task.into_future()));
        pending(one.as_mut());
        pending(other.as_mut());
        Gate::open();
        finished(one).expect("a number") + finished(other).expect("a number")
    })
}

fn twice_by_reference() -> Run {
    each!(|id| {
        let task = Shared::new(Gate::before(id));
        let (mut one, mut other) = (pin!(task.get()), pin!(task.get()));
        pending(one.as_mut());
        pending(other.as_mut());
        Gate::open();
        finished(one).expect("a number") + finished(other).expect("a number")
    })
}

fn shared_result() -> Run {
    Box::new(|calls| block_on(async { awaited!(calls, |id| black_box(ready(id).shared()).await) }))
}

fn result() -> Run {
    Box::new(|calls| {
        block_on(async { awaited!(calls, |id| black_box(Task::from_result(id)).await.expect("a result")) })
    })
}

fn way(name: &'static str, prepare: fn() -> Run, goals: &'static [Goal]) -> Way {
    Way { name, prepare, goals }
}

pub(super) fn cases() -> Vec<Case> {
    let source_twice = vec![way(SHARED, shared_source_twice, &[]), way(TASK, source_twice, HALF)];
    let twice = vec![
        way(SHARED, shared_twice, &[]),
        way(OUR_SHARED, twice, &[]),
        way("Shared, by reference", twice_by_reference, const { &[Goal::ratio(SHARED, 0.6)] }),
    ];
    let result = vec![way(SHARED, shared_result, &[]), way(TASK, result, HALF)];
    vec![
        source_case::<u64>("task source, u64"),
        source_case::<Result<String, u8>>("task source, Result<String, u8>"),
        source_case::<[u64; 16]>("task source, [u64; 16]"),
        Case { name: "task source, awaited twice", calls: 200_000, bytes: None, ways: source_twice },
        Case { name: "shared future, awaited twice", calls: 200_000, bytes: None, ways: twice },
        Case { name: "task from_result", calls: 500_000, bytes: None, ways: result },
    ]
}
