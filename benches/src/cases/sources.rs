//! Operations that other code completes: a source that is used again, a lease of a pool, and joins of three.

use std::future::IntoFuture;
use std::pin::pin;

use futures_channel::oneshot;
use futures_util::future::{join_all, join3};
use valuetask::ValueTask;
use valuetask_source::{CompletionPool, ManualResetSource};
use valuetask_tasks::join;

use super::block_on::{block_on, finished, pending};
use crate::way::{Case, Goal, ONESHOT, Run, TOKIO, VALUE_TASK, Way};

const SOURCE: &str = "ManualResetSource";
const ALONE: &str = "ManualResetSource, had alone";
const LOCAL: &str = "ManualResetSource, on one thread";
const POOL: &str = "CompletionPool";

fn futures_set_first() -> Run {
    Box::new(|calls| {
        block_on(async {
            let mut sum: u64 = 0;
            for id in 0..calls {
                let (source, task) = oneshot::channel();
                assert_eq!(source.send(id), Ok(()));
                sum += task.await.expect("sent");
            }
            sum
        })
    })
}

fn tokio_set_first() -> Run {
    Box::new(|calls| {
        block_on(async {
            let mut sum: u64 = 0;
            for id in 0..calls {
                let (source, task) = tokio::sync::oneshot::channel();
                assert_eq!(source.send(id), Ok(()));
                sum += task.await.expect("sent");
            }
            sum
        })
    })
}

fn set_first() -> Run {
    let source = ManualResetSource::new();
    Box::new(move |calls| {
        block_on(async {
            let mut sum: u64 = 0;
            for id in 0..calls {
                source.reset().expect("the last one was awaited");
                source.complete(id).expect("it's the first");
                sum += source.task().expect("it has no other awaiter").await;
            }
            sum
        })
    })
}

/// The value is there when the task is awaited, of a source with one owner, by this method.
macro_rules! set_first_of_own {
    ($begin:ident) => {{
        let mut source = ManualResetSource::new();
        Box::new(move |calls| {
            block_on(async {
                let mut sum: u64 = 0;
                for id in 0..calls {
                    let (completer, task) = source.$begin();
                    completer.complete(id);
                    sum += task.await;
                }
                sum
            })
        })
    }};
}

fn set_first_alone() -> Run {
    set_first_of_own!(begin)
}

fn set_first_local() -> Run {
    set_first_of_own!(begin_local)
}

fn futures_awaited_first() -> Run {
    Box::new(|calls| {
        let each = |id: u64| {
            let (source, task) = oneshot::channel();
            let mut awaiting = pin!(task);
            pending(awaiting.as_mut());
            assert_eq!(source.send(id), Ok(()));
            finished(awaiting).expect("sent")
        };
        (0..calls).map(each).sum()
    })
}

fn tokio_awaited_first() -> Run {
    Box::new(|calls| {
        let each = |id: u64| {
            let (source, task) = tokio::sync::oneshot::channel();
            let mut awaiting = pin!(task);
            pending(awaiting.as_mut());
            assert_eq!(source.send(id), Ok(()));
            finished(awaiting).expect("sent")
        };
        (0..calls).map(each).sum()
    })
}

fn awaited_first() -> Run {
    let source = ManualResetSource::new();
    Box::new(move |calls| {
        let each = |id: u64| {
            let mut awaiting = pin!(source.next_task().expect("the last one was awaited"));
            pending(awaiting.as_mut());
            source.complete(id).expect("it's the first");
            finished(awaiting)
        };
        (0..calls).map(each).sum()
    })
}

/// The task is pending when it's first polled, of a source with one owner, by this method.
macro_rules! awaited_first_of_own {
    ($begin:ident) => {{
        let mut source = ManualResetSource::new();
        Box::new(move |calls| {
            let each = |id: u64| {
                let (completer, task) = source.$begin();
                let mut awaiting = pin!(task);
                pending(awaiting.as_mut());
                completer.complete(id);
                finished(awaiting)
            };
            (0..calls).map(each).sum()
        })
    }};
}

fn awaited_first_alone() -> Run {
    awaited_first_of_own!(begin)
}

fn awaited_first_local() -> Run {
    awaited_first_of_own!(begin_local)
}

fn leased() -> Run {
    let pool = CompletionPool::new();
    Box::new(move |calls| {
        let each = |id: u64| {
            let (completer, task) = pool.lease();
            let mut awaiting = pin!(task);
            pending(awaiting.as_mut());
            completer.complete(id).expect("an awaiter");
            finished(awaiting).expect("completed")
        };
        (0..calls).map(each).sum()
    })
}

fn leased_with_capacity() -> Run {
    let pool = CompletionPool::with_capacity(16);
    Box::new(move |calls| {
        let each = |id: u64| {
            let (completer, task) = pool.try_lease().expect("there is room");
            let mut awaiting = pin!(task);
            pending(awaiting.as_mut());
            completer.complete(id).expect("an awaiter");
            finished(awaiting).expect("completed")
        };
        (0..calls).map(each).sum()
    })
}

/// Three tasks, the first `pending` of them on sources, joined.
macro_rules! joined {
    ($pending:expr, |$one:ident, $two:ident, $three:ident| $join:expr) => {{
        let sources: [ManualResetSource<u64>; 3] = std::array::from_fn(|_| ManualResetSource::new());
        Box::new(move |calls| {
            let each = |id: u64| {
                let task = |number: usize| {
                    if number < $pending { sources[number].next_task().expect("free") } else { ValueTask::ready(id) }
                };
                let ($one, $two, $three) = (task(0), task(1), task(2));
                let mut awaiting = pin!($join.into_future());
                if $pending > 0 {
                    pending(awaiting.as_mut());
                }
                sources.iter().take($pending).for_each(|source| source.complete(id).expect("it's the first"));
                let (one, two, three) = finished(awaiting);
                one + two + three
            };
            (0..calls).map(each).sum()
        })
    }};
}

fn join_by_futures<const PENDING: usize>() -> Run {
    joined!(PENDING, |one, two, three| join3(one, two, three))
}

fn joined<const PENDING: usize>() -> Run {
    joined!(PENDING, |one, two, three| join((one, two, three)))
}

/// A hundred tasks on sources, all of them awaited by one.
macro_rules! hundred {
    (|$tasks:ident| $all:expr) => {{
        let sources: Vec<ManualResetSource<u64>> = (0..100).map(|_| ManualResetSource::new()).collect();
        Box::new(move |calls| {
            let each = |id: u64| {
                let $tasks = sources.iter().map(|source| source.next_task().expect("free"));
                let mut all = pin!($all);
                pending(all.as_mut());
                sources.iter().for_each(|source| source.complete(id).expect("it's the first"));
                finished(all).into_iter().sum::<u64>()
            };
            (0..calls).map(each).sum()
        })
    }};
}

fn join_all_by_futures() -> Run {
    hundred!(|tasks| join_all(tasks))
}

fn when_all() -> Run {
    hundred!(|tasks| valuetask_tasks::when_all(tasks))
}

fn way(name: &'static str, prepare: fn() -> Run, goals: &'static [Goal]) -> Way {
    Way { name, prepare, goals }
}

fn join_case<const PENDING: usize>(name: &'static str) -> Case {
    const JOIN3: &str = "futures' join3";
    let ways = vec![
        way(JOIN3, join_by_futures::<PENDING>, &[]),
        way(VALUE_TASK, joined::<PENDING>, const { &[Goal::ratio(JOIN3, 1.0)] }),
    ];
    Case { name, calls: 200_000, bytes: None, ways }
}

pub(super) fn cases() -> Vec<Case> {
    const JOIN_ALL: &str = "futures' join_all";
    const FASTER: &[Goal] = &[Goal::ratio(TOKIO, 0.4), Goal::ratio(ONESHOT, 0.4)];
    let set_first = vec![
        way(ONESHOT, futures_set_first, &[]),
        way(TOKIO, tokio_set_first, &[]),
        way(SOURCE, set_first, &[]),
        way(ALONE, set_first_alone, &[]),
        way(LOCAL, set_first_local, &[]),
    ];
    let awaited_first = vec![
        way(ONESHOT, futures_awaited_first, &[]),
        way(TOKIO, tokio_awaited_first, &[]),
        way(SOURCE, awaited_first, &[]),
        way(ALONE, awaited_first_alone, &[]),
        way(LOCAL, awaited_first_local, &[]),
        way(POOL, leased, FASTER),
        way("CompletionPool, bounded", leased_with_capacity, FASTER),
    ];
    let hundred = vec![
        way(JOIN_ALL, join_all_by_futures, &[]),
        way(VALUE_TASK, when_all, const { &[Goal::ratio(JOIN_ALL, 1.0)] }),
    ];
    vec![
        Case { name: "source, set then awaited", calls: 500_000, bytes: None, ways: set_first },
        Case { name: "source, awaited then set", calls: 500_000, bytes: None, ways: awaited_first },
        join_case::<0>("join of 3, all ready"),
        join_case::<1>("join of 3, one pending"),
        join_case::<3>("join of 3, all pending"),
        Case { name: "value tasks, all of 100", calls: 5_000, bytes: None, ways: hundred },
    ]
}
