//! Many tasks at once, continuations and chains, whole: made, awaited, set and observed.

use std::future::IntoFuture;
use std::pin::pin;

use futures_channel::oneshot;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared, join_all, select_all};
use valuetask::ValueTask;
use valuetask_tasks::{Task, TaskCompletionSource};

use super::block_on::{block_on, finished, pending};
use crate::way::{Case, Goal, OUR_SHARED, Run, SHARED, TASK, VALUE_TASK, Way};

const HALF: &[Goal] = &[Goal::ratio(SHARED, 0.5)];

/// How many wait, or are in a chain.
const MANY: u64 = 1000;

/// A loop over so many ids.
macro_rules! each {
    (|$id:ident| $call:expr) => {
        Box::new(|calls| (0..calls).map(|$id| $call).sum())
    };
}

type SharedAnswer = Shared<oneshot::Receiver<u64>>;

fn shared_sources(count: usize) -> (Vec<oneshot::Sender<u64>>, Vec<SharedAnswer>) {
    let made = || {
        let (source, task) = oneshot::channel();
        (source, task.shared())
    };
    (0..count).map(|_| made()).unzip()
}

fn sources(count: usize) -> Vec<TaskCompletionSource<u64>> {
    (0..count).map(|_| TaskCompletionSource::new()).collect()
}

fn set(source: &TaskCompletionSource<u64>, value: u64) {
    source.set_result(value).expect("it's the first");
}

fn join_all_of_shared() -> Run {
    each!(|id| {
        let (sources, tasks) = shared_sources(100);
        let mut all = pin!(join_all(tasks));
        pending(all.as_mut());
        sources.into_iter().for_each(|source| assert_eq!(source.send(id), Ok(())));
        finished(all).into_iter().map(|value| value.expect("sent")).sum::<u64>()
    })
}

fn when_all() -> Run {
    each!(|id| {
        let sources = sources(100);
        let mut all = pin!(Task::when_all(sources.iter().map(|source| source.task().clone())).into_future());
        pending(all.as_mut());
        sources.iter().for_each(|source| set(source, id));
        finished(all).expect("all are set").into_iter().sum::<u64>()
    })
}

fn shared_sources_alone() -> Run {
    each!(|id| {
        let (sources, tasks) = shared_sources(100);
        sources.into_iter().for_each(|source| assert_eq!(source.send(id), Ok(())));
        tasks.into_iter().map(|task| finished(pin!(task)).expect("sent")).sum::<u64>()
    })
}

fn sources_alone() -> Run {
    each!(|id| {
        let sources = sources(100);
        sources.iter().for_each(|source| set(source, id));
        sources.iter().map(|source| source.task().result().expect("complete").expect("a number")).sum::<u64>()
    })
}

/// One of ten is set, here and below, and the others are dropped as they are.
fn select_all_of_shared() -> Run {
    each!(|id| {
        let (mut sources, tasks) = shared_sources(10);
        let mut any = pin!(select_all(tasks));
        pending(any.as_mut());
        assert_eq!(sources.swap_remove((id % 10) as usize).send(id), Ok(()));
        let (value, index, _losers) = finished(any);
        value.expect("sent") + index as u64
    })
}

fn when_any() -> Run {
    each!(|id| {
        let sources = sources(10);
        let mut any = pin!(
            Task::when_any(sources.iter().map(|source| source.task().clone())).expect("there are tasks").into_future()
        );
        pending(any.as_mut());
        set(&sources[(id % 10) as usize], id);
        let (index, task) = finished(any).expect("one is set");
        task.result().expect("complete").expect("a number") + index as u64
    })
}

fn shared_continuations() -> Run {
    each!(|id| {
        let (source, task) = oneshot::channel();
        let task = task.shared();
        let mut after: Vec<_> =
            (0..MANY).map(|added| task.clone().map(move |value| value.expect("sent") + added)).collect();
        after.iter_mut().for_each(|each| pending(pin!(each)));
        assert_eq!(source.send(id), Ok(()));
        after.into_iter().map(|each| finished(pin!(each))).sum::<u64>()
    })
}

fn continuations() -> Run {
    each!(|id| {
        let source = TaskCompletionSource::new();
        let continued = |added| source.task().continue_with(move |task| value(task) + added);
        let after: Vec<_> = (0..MANY).map(continued).collect();
        set(&source, id);
        after.iter().map(value).sum::<u64>()
    })
}

fn value(task: &Task<u64>) -> u64 {
    *task.result().expect("complete").expect("a number")
}

fn shared_chain() -> Run {
    each!(|id| {
        let (source, task) = oneshot::channel();
        let first: BoxFuture<'static, u64> = task.map(|value| value.expect("sent")).boxed();
        let next = |before: Shared<BoxFuture<'static, u64>>| async move { before.await + 1 }.boxed().shared();
        let mut last = pin!((0..MANY).fold(first.shared(), |before, _| next(before)));
        pending(last.as_mut());
        assert_eq!(source.send(id), Ok(()));
        // A long chain may be woken once more on its way.
        block_on(last)
    })
}

fn chain() -> Run {
    each!(|id| {
        let source = TaskCompletionSource::new();
        let next = |before: valuetask_tasks::Shared<u64>| {
            valuetask_tasks::Shared::new(async move { before.await.expect("a number") + 1 })
        };
        let mut last = pin!((0..MANY).fold(source.task().clone().into(), |before, _| next(before)).into_future());
        pending(last.as_mut());
        set(&source, id);
        block_on(last).expect("a number")
    })
}

fn value_task_chain() -> Run {
    each!(|id| {
        let source = TaskCompletionSource::new();
        let task = source.task().clone();
        let first = ValueTask::from_future(async move { task.await.expect("a number") });
        let next = |before: ValueTask<'static, u64>| ValueTask::from_future(async move { before.await + 1 });
        let mut last = pin!((0..MANY).fold(first, |before, _| next(before)));
        pending(last.as_mut());
        set(&source, id);
        block_on(last)
    })
}

fn case(name: &'static str, calls: u64, shared: fn() -> Run, task: fn() -> Run) -> Case {
    let ways = vec![Way { name: SHARED, prepare: shared, goals: &[] }, Way { name: TASK, prepare: task, goals: HALF }];
    Case { name, calls, bytes: None, ways }
}

pub(super) fn cases() -> Vec<Case> {
    let mut chain = case("chain of 1,000 awaits", 500, shared_chain, chain);
    chain.ways[1].name = OUR_SHARED;
    chain.ways.push(Way { name: VALUE_TASK, prepare: value_task_chain, goals: HALF });
    vec![
        case("when_all of 100", 2_000, join_all_of_shared, when_all),
        case("100 sources alone", 2_000, shared_sources_alone, sources_alone),
        case("when_any of 10", 20_000, select_all_of_shared, when_any),
        case("1,000 continuations", 500, shared_continuations, continuations),
        chain,
    ]
}
