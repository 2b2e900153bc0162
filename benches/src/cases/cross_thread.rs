//! Calls made on one thread and finished, after a suspension, on another.
//!
//! Tasks travel in batches, so that the channel's cost disappears behind theirs, and at most two batches are under way.
//! (dynify's futures lie on their caller's stack and can't travel.)

use std::pin::Pin;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use stackfuture::StackFuture;
use valuetask::ValueTask;

use super::block_on::block_on;
use super::numbers::{Boxed, Hot, Stack};
use super::values::{Left, Table};
use crate::way::{ASYNC_TRAIT, Case, Goal, Run, STACKFUTURE, VALUE_TASK, Way};

const BATCH: u64 = 256;

/// Runs calls through `make` here and `block_on` there. Emptied batches come back to be filled again.
fn run<F: Future<Output = u64> + Send + 'static>(make: impl Fn(u64) -> F + 'static) -> Run {
    let (to_finish, made): (SyncSender<Vec<F>>, Receiver<Vec<F>>) = sync_channel(2);
    let (to_fill, emptied) = sync_channel::<(Vec<F>, u64)>(2);
    for _ in 0..2 {
        to_fill.send((Vec::with_capacity(BATCH as usize), 0)).expect("its other end is here");
    }
    thread::spawn(move || {
        for mut batch in made {
            let sum = batch.drain(..).map(block_on).sum();
            if to_fill.send((batch, sum)).is_err() {
                return;
            }
        }
    });
    Box::new(move |calls| {
        let mut total = 0;
        let mut take = || {
            let (batch, sum) = emptied.recv().expect("the finisher runs as long as this");
            total += sum;
            batch
        };
        for first in (0..calls).step_by(BATCH as usize) {
            let mut batch = take();
            batch.extend((first..calls.min(first + BATCH)).map(&make));
            to_finish.send(batch).expect("the finisher runs as long as this");
        }
        // Wait for the last two, and leave them for the next round.
        for _ in 0..2 {
            let batch = take();
            to_finish.send(batch).expect("the finisher runs as long as this");
        }
        total
    })
}

fn table() -> &'static Left<u64> {
    Box::leak(Box::new(Left(Table::missing_one_in(Some(1)))))
}

fn async_trait() -> Run {
    let table: &'static dyn Boxed = table();
    run(move |id| -> Pin<Box<dyn Future<Output = u64> + Send>> { table.get(id) })
}

fn stackfuture() -> Run {
    let table: &'static dyn Stack = table();
    run(move |id| -> StackFuture<'static, u64, 64> { table.get(id) })
}

fn value_task() -> Run {
    let table: &'static dyn Hot = table();
    run(move |id| -> ValueTask<'static, u64> { table.get(id) })
}

pub(super) fn case() -> Case {
    let ways = vec![
        Way { name: ASYNC_TRAIT, prepare: async_trait, goals: &[] },
        Way { name: STACKFUTURE, prepare: stackfuture, goals: &[] },
        Way { name: VALUE_TASK, prepare: value_task, goals: const { &[Goal::ratio(ASYNC_TRAIT, 0.5)] } },
    ];
    Case { name: "cross-thread", calls: 512_000, bytes: None, ways }
}
