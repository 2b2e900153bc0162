//! Work that is handed to a pool and awaited there. (Allocations are counted on the thread that waits for it all, and
//! say nothing here.)

use std::sync::LazyLock;

use tokio::runtime::Runtime;
use valuetask::Task;

use crate::way::{Case, Goal, Run, Way};

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_multi_thread().build().expect("threads can be started"));

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
    Box::new(|calls| *Task::spawn(sum!(calls, |id| Task::spawn(async move { id }))).wait().expect("it doesn't panic"))
}

fn tokio_run() -> Run {
    Box::new(|calls| {
        let all = RUNTIME.spawn(sum!(calls, |id| tokio::task::spawn_blocking(move || id)));
        RUNTIME.block_on(all).expect("it doesn't panic")
    })
}

fn run() -> Run {
    Box::new(|calls| *Task::spawn(sum!(calls, |id| Task::run(move || id))).wait().expect("it doesn't panic"))
}

pub(super) fn cases() -> [Case; 2] {
    const SPAWN: &str = "tokio::spawn";
    const BLOCKING: &str = "tokio's spawn_blocking";
    let spawned = vec![
        Way { name: SPAWN, prepare: tokio_spawn, goals: &[] },
        Way { name: "Task::spawn", prepare: spawn, goals: const { &[Goal::ratio(SPAWN, 1.0)] } },
    ];
    let run = vec![
        Way { name: BLOCKING, prepare: tokio_run, goals: &[] },
        Way { name: "Task::run", prepare: run, goals: const { &[Goal::ratio(BLOCKING, 1.0)] } },
    ];
    [
        Case { name: "spawned, awaited in the pool", calls: 100_000, bytes: None, ways: spawned },
        Case { name: "blocking work, awaited in the pool", calls: 10_000, bytes: None, ways: run },
    ]
}
