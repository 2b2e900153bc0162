//! Many calls in flight on one thread at once, each suspended with some bytes of its own.

use std::hint::black_box;
use std::pin::Pin;

use super::block_on::{Suspend, block_on, pending};
use crate::way::{ASYNC_TRAIT, Case, Run, VALUE_TASK, Way};

/// Keeps so many bytes over a suspension.
struct Keeps<const BYTES: usize>;

macro_rules! keeps {
    ($Trait:ident, $attribute:path) => {
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
                Suspend::once().await;
                id + u64::from(black_box(&bytes)[0])
            }
        }
    };
}

keeps!(Boxed, async_trait::async_trait);
keeps!(Hot, valuetask::value_task);

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
    ]
}
