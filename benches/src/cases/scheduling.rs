//! Work that is handed to a pool and awaited there. (Allocations are counted on the thread that waits for it all, and
//! say nothing here.)

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::LazyLock;
use std::task::{Context, Waker};
use std::thread;
use std::time::Duration;

use futures_channel::oneshot;
use futures_util::FutureExt;
use futures_util::future::join_all;
use tokio::runtime::Runtime;
use valuetask_tasks::cancel::CancellationToken;
use valuetask_tasks::scheduler::CurrentScheduler;
use valuetask_tasks::{Task, TaskCompletionSource};

use crate::way::{Case, Goal, Run, SHARED, TASK, Way};

/// How many wait for one source.
const MANY: u64 = 1000;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread().enable_time().build().expect("threads can be started")
});

/// A limit that doesn't run out.
const LATE: Duration = Duration::from_secs(3600);

/// Adds up what is awaited.
macro_rules! sum {
    ($calls:ident, |$id:ident| $call:expr) => {
        async move {
            let mut sum: u64 = 0;
            for $id in 0..$calls {
                sum += $call.await.expect("it doesn't panic");
            }
            sum
        }
    };
}

fn tokio_spawn() -> Run {
    Box::new(|calls| {
        let all = RUNTIME.spawn(sum!(calls, |id| tokio::spawn(async move { id })));
        RUNTIME.block_on(all).expect("it doesn't panic")
    })
}

fn spawn() -> Run {
    Box::new(|calls| {
        *Task::spawn(sum!(calls, |id| Task::spawn(async move { id }))).blocking_wait().expect("it doesn't panic")
    })
}

/// Spawns all of them, then awaits each; each lets others run three times.
macro_rules! yielding {
    ($calls:ident, $spawn:path) => {
        async move {
            let yields = |id| async move {
                for _ in 0..3 {
                    Task::yield_now().await;
                }
                id
            };
            let spawned: Vec<_> = (0..$calls).map(|id| $spawn(yields(id))).collect();
            let mut sum: u64 = 0;
            for task in spawned {
                sum += task.await.expect("it doesn't panic");
            }
            sum
        }
    };
}

fn tokio_yielding() -> Run {
    Box::new(|calls| RUNTIME.block_on(RUNTIME.spawn(yielding!(calls, tokio::spawn))).expect("it doesn't panic"))
}

fn yielding() -> Run {
    Box::new(|calls| *Task::spawn(yielding!(calls, Task::spawn)).blocking_wait().expect("it doesn't panic"))
}

async fn yields_once(id: u64) -> u64 {
    Task::yield_now().await;
    id
}

/// Spawns jobs with a limit and a token each, then awaits each.
macro_rules! limited {
    (|$id:ident, $token:ident| $spawn:expr, |$awaited:ident| $number:expr) => {
        Box::new(|calls| {
            RUNTIME.block_on(async move {
                let $token = CancellationToken::new();
                let spawned: Vec<_> = (0..calls).map(|$id| $spawn).collect();
                let mut sum: u64 = 0;
                for task in spawned {
                    let $awaited = task.await;
                    sum += $number;
                }
                sum
            })
        })
    };
}

fn tokio_limited() -> Run {
    limited!(
        |id, token| {
            let token = token.clone();
            tokio::spawn(async move { tokio::time::timeout(LATE, token.run_until_cancelled(yields_once(id))).await })
        },
        |awaited| awaited.expect("it doesn't panic").expect("in time").expect("not canceled")
    )
}

fn limited() -> Run {
    limited!(|id, token| Task::spawn(yields_once(id)).with_timeout(LATE).with_cancellation(&token), |awaited| awaited
        .expect("in time"))
}

fn limited_by_time() -> Run {
    limited!(|id, _token| Task::spawn(yields_once(id)).with_timeout(LATE), |awaited| awaited.expect("in time"))
}

fn tokio_run() -> Run {
    Box::new(|calls| {
        let all = RUNTIME.spawn(sum!(calls, |id| tokio::task::spawn_blocking(move || id)));
        RUNTIME.block_on(all).expect("it doesn't panic")
    })
}

fn run() -> Run {
    Box::new(|calls| {
        *Task::spawn(sum!(calls, |id| Task::spawn_blocking(move || id))).blocking_wait().expect("it doesn't panic")
    })
}

fn tokio_awaiters() -> Run {
    Box::new(|calls| {
        let call = |id: u64| {
            let (source, task) = oneshot::channel();
            let task = task.shared();
            let awaiter = |added| {
                let task = task.clone();
                RUNTIME.spawn(async move { task.await.expect("sent") + added })
            };
            let after: Vec<_> = (0..MANY).map(awaiter).collect();
            assert_eq!(source.send(id), Ok(()));
            RUNTIME.block_on(join_all(after)).into_iter().map(|value| value.expect("it doesn't panic")).sum::<u64>()
        };
        (0..calls).map(call).sum()
    })
}

/// Many tasks made of one, which run in the pool.
fn made_of_one(next: fn(&Task<u64>, u64) -> Task<u64>) -> Run {
    Box::new(move |calls| {
        let call = |id: u64| {
            let source = TaskCompletionSource::new();
            let after: Vec<_> = (0..MANY).map(|added| next(source.task(), added)).collect();
            source.set_result(id).expect("it's the first");
            Task::when_all(after).blocking_wait_owned().expect("nothing panics").into_iter().sum::<u64>()
        };
        (0..calls).map(call).sum()
    })
}

fn awaiters() -> Run {
    made_of_one(|task, added| {
        let task = task.clone();
        Task::spawn(async move { task.await.expect("set") + added })
    })
}

fn continuations() -> Run {
    made_of_one(|task, added| {
        task.continue_with_on(CurrentScheduler, move |task| task.result().expect("complete").expect("set") + added)
    })
}

/// Awaiters of one pending task: half of them on each of two threads, which register and withdraw them at once.
fn crowd<F: Future + Unpin>(awaiter: impl Fn() -> F + Sync + 'static) -> Run {
    let half = move |calls| {
        for _ in 0..calls {
            let mut awaiters: Vec<_> = (0..32).map(|_| awaiter()).collect();
            for awaiter in &mut awaiters {
                assert!(Pin::new(awaiter).poll(&mut Context::from_waker(Waker::noop())).is_pending());
            }
        }
        calls
    };
    Box::new(move |calls| {
        thread::scope(|scope| {
            let other = scope.spawn(|| half(calls));
            half(calls) + other.join().expect("no panic")
        })
    })
}

fn shared_crowd() -> Run {
    let (source, task) = oneshot::channel::<u64>();
    let task = task.shared();
    crowd(move || {
        let _pending = &source;
        task.clone()
    })
}

fn task_crowd() -> Run {
    let source = TaskCompletionSource::<u64>::new();
    crowd(move || source.task().clone().into_future())
}

pub(super) fn cases() -> [Case; 6] {
    const SPAWN: &str = "tokio::spawn";
    const BLOCKING: &str = "tokio's spawn_blocking";
    let spawned = vec![
        Way { name: SPAWN, prepare: tokio_spawn, goals: &[] },
        Way { name: "Task::spawn", prepare: spawn, goals: const { &[Goal::ratio(SPAWN, 1.0)] } },
    ];
    let yields = vec![
        Way { name: SPAWN, prepare: tokio_yielding, goals: &[] },
        Way { name: "Task::spawn", prepare: yielding, goals: const { &[Goal::ratio(SPAWN, 1.2)] } },
    ];
    const TIMEOUT: &str = "tokio::spawn, timeout";
    let limits = vec![
        Way { name: TIMEOUT, prepare: tokio_limited, goals: &[] },
        Way { name: "Task::spawn", prepare: limited, goals: const { &[Goal::ratio(TIMEOUT, 1.1)] } },
        Way { name: "Task::spawn, without a token", prepare: limited_by_time, goals: &[] },
    ];
    let run = vec![
        Way { name: BLOCKING, prepare: tokio_run, goals: &[] },
        Way { name: "Task::spawn_blocking", prepare: run, goals: const { &[Goal::ratio(BLOCKING, 1.0)] } },
    ];
    let awaiting = vec![
        Way { name: SPAWN, prepare: tokio_awaiters, goals: &[] },
        Way { name: "Task::spawn", prepare: awaiters, goals: const { &[Goal::ratio(SPAWN, 1.0)] } },
        Way { name: "Task::continue_with_on", prepare: continuations, goals: const { &[Goal::ratio(SPAWN, 1.0)] } },
    ];
    let crowd = vec![
        Way { name: SHARED, prepare: shared_crowd, goals: &[] },
        Way { name: TASK, prepare: task_crowd, goals: const { &[Goal::ratio(SHARED, 1.0)] } },
    ];
    [
        Case { name: "64 awaiters on two threads", calls: 5_000, bytes: None, ways: crowd },
        Case { name: "1,000 awaiters in the pool", calls: 200, bytes: None, ways: awaiting },
        Case { name: "spawned, awaited in the pool", calls: 100_000, bytes: None, ways: spawned },
        Case { name: "spawned at once, each yields three times", calls: 1_000_000, bytes: None, ways: yields },
        Case { name: "jobs with a limit and a token", calls: 2_000, bytes: None, ways: limits },
        Case { name: "blocking work, awaited in the pool", calls: 10_000, bytes: None, ways: run },
    ]
}
