//! Many calls in flight at once, each suspended with some bytes of its own: on one thread, and on a runtime as a server has them. (There
//! allocations are the workers', which aren't counted.)

use std::hint::black_box;
use std::pin::Pin;
use std::sync::LazyLock;

use tokio::runtime::{Builder, Runtime};
use tokio::task::yield_now;

use super::block_on::{Suspend, block_on, pending};
use crate::way::{ALIAS, ASYNC_TRAIT, Case, Run, STATIC, VALUE_TASK, Way};

/// Keeps so many bytes over a suspension.
struct Keeps<const BYTES: usize>;

macro_rules! keeps {
    ($Trait:ident, $attribute:path, $suspends:expr) => {
        #[$attribute]
        trait $Trait: Send + Sync {
            async fn get(&self, id: u64) -> u64;
        }

        #[$attribute]
        impl<const BYTES: usize> $Trait for Keeps<BYTES> {
            #[inline(never)]
            async fn get(&self, id: u64) -> u64 {
                let mut bytes = [0; BYTES];
                bytes[0] = id as u8;
                $suspends.await;
                id + u64::from(black_box(&bytes)[0])
            }
        }
    };
}

keeps!(Boxed, async_trait::async_trait, Suspend::once());
keeps!(Hot, valuetask::value_task, Suspend::once());
keeps!(BoxedServed, async_trait::async_trait, yield_now());
keeps!(AliasServed, valuetask::async_trait, yield_now());
keeps!(HotServed, valuetask::value_task, yield_now());

impl<const BYTES: usize> Keeps<BYTES> {
    /// The same body, called by its type: without a box or a slot.
    async fn served(id: u64) -> u64 {
        let mut bytes = [0; BYTES];
        bytes[0] = id as u8;
        yield_now().await;
        id + u64::from(black_box(&bytes)[0])
    }
}

/// Makes `at_once` calls, polls each, and finishes each.
fn run<F: Future<Output = u64> + Unpin + 'static>(at_once: u64, make: impl Fn(u64) -> F + 'static) -> Run {
    let mut tasks = Vec::with_capacity(at_once as usize);
    Box::new(move |calls| {
        let mut total = 0;
        for first in (0..calls).step_by(at_once as usize) {
            tasks.extend((first..first + at_once).map(&make));
            for task in &mut tasks {
                pending(Pin::new(task));
            }
            total += tasks.drain(..).map(block_on).sum::<u64>();
        }
        total
    })
}

fn async_trait<const BYTES: usize, const AT_ONCE: u64>() -> Run {
    let keeps: &'static dyn Boxed = &Keeps::<BYTES>;
    run(AT_ONCE, move |id| keeps.get(id))
}

fn value_task<const BYTES: usize, const AT_ONCE: u64>() -> Run {
    let keeps: &'static dyn Hot = &Keeps::<BYTES>;
    run(AT_ONCE, move |id| keeps.get(id))
}

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(2).build().expect("threads can be started"));

/// Runs so many tasks on the runtime, each of which makes one call after another.
fn serve<F: Future<Output = u64> + Send + 'static>(tasks: u64, make: fn(u64) -> F) -> Run {
    Box::new(move |calls| {
        RUNTIME.block_on(async {
            let task = |first: u64| async move {
                let mut sum = 0;
                for id in (first..calls).step_by(tasks as usize) {
                    sum += make(id).await;
                }
                sum
            };
            let spawned: Vec<_> = (0..tasks).map(|first| RUNTIME.spawn(task(first))).collect();
            let mut total = 0;
            for task in spawned {
                total += task.await.expect("it doesn't panic");
            }
            total
        })
    })
}

macro_rules! served {
    ($Trait:ident) => {
        || {
            serve(TASKS, |id| {
                let keeps: &'static dyn $Trait = &Keeps::<BYTES>;
                keeps.get(id)
            })
        }
    };
}

fn on_a_runtime<const BYTES: usize, const TASKS: u64>(name: &'static str) -> Case {
    let ways = vec![
        Way { name: ASYNC_TRAIT, prepare: served!(BoxedServed), goals: &[] },
        Way { name: ALIAS, prepare: served!(AliasServed), goals: &[] },
        Way { name: VALUE_TASK, prepare: served!(HotServed), goals: &[] },
        Way { name: STATIC, prepare: || serve(TASKS, Keeps::<BYTES>::served), goals: &[] },
    ];
    // Each task makes ten calls at least, so that making the task is a small part. Shorter rounds swing by a fifth.
    Case { name, calls: 1_000_000.max(10 * TASKS), bytes: None, ways }
}

fn case<const BYTES: usize, const AT_ONCE: u64>(name: &'static str) -> Case {
    let ways = vec![
        Way { name: ASYNC_TRAIT, prepare: async_trait::<BYTES, AT_ONCE>, goals: &[] },
        Way { name: VALUE_TASK, prepare: value_task::<BYTES, AT_ONCE>, goals: &[] },
    ];
    Case { name, calls: 120_000, bytes: None, ways }
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        case::<16, 1_000>("in flight, 1,000 of 16 bytes"),
        case::<16, 12_000>("in flight, 12,000 of 16 bytes"),
        case::<1_000, 50>("in flight, 50 of 1 KB"),
        case::<3_000, 30>("in flight, 30 of 3 KB"),
        case::<3_000, 120>("in flight, 120 of 3 KB"),
        on_a_runtime::<100, 100>("on a runtime, 100 calls of 100 bytes"),
        on_a_runtime::<100, 1_000>("on a runtime, 1,000 calls of 100 bytes"),
        on_a_runtime::<100, 10_000>("on a runtime, 10,000 calls of 100 bytes"),
        on_a_runtime::<100, 100_000>("on a runtime, 100,000 calls of 100 bytes"),
        on_a_runtime::<1_000, 1_000>("on a runtime, 1,000 calls of 1 KB"),
        on_a_runtime::<1_000, 10_000>("on a runtime, 10,000 calls of 1 KB"),
        on_a_runtime::<1_000, 100_000>("on a runtime, 100,000 calls of 1 KB"),
    ]
}
