//! What tasks with a token allocate, exactly, and that they leave nothing.
#![cfg(not(valuetask_no_pool))]

#[path = "util/alloc.rs"]
mod counting;

use std::time::Duration;

use counting::{Counting, allocations, bytes_kept};
use valuetask::cancel::{CancellationToken, CancellationTokenExt};
use valuetask::{Task, TaskCompletionSource};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const ROUNDS: usize = if cfg!(miri) { 3 } else { 1000 };

/// Allocations of each of many rounds, once the pool has what it takes.
fn in_steady_state(round: impl Fn()) -> usize {
    round();
    let count = allocations(|| (0..ROUNDS).for_each(|_| round()));
    assert_eq!(count % ROUNDS, 0, "{count} allocations in {ROUNDS} rounds");
    count / ROUNDS
}

#[test]
fn a_task_that_a_token_cancels_is_one_allocation_for_its_error() {
    let (source, token) = (TaskCompletionSource::<u32>::new(), CancellationToken::new());
    assert_eq!(in_steady_state(|| drop(source.task().with_cancellation(&token))), 1);
}

#[test]
fn an_endless_time_leaves_nothing_once_all_handles_are_dropped() {
    let round = || {
        for endless in [Duration::MAX, Duration::from_secs(u64::MAX / 4)] {
            let token = CancellationToken::new();
            drop(Task::delay_with(&token, endless));
            token.cancel_after(endless);
        }
    };
    round();
    assert_eq!(bytes_kept(|| (0..ROUNDS).for_each(|_| round())), 0);
}
