//! The exact allocations of tasks with a token, all of which are freed.
#![cfg(not(valuetask_no_pool))]

#[path = "../../valuetask/tests/util/alloc.rs"]
mod counting;

use std::time::Duration;

use counting::{Counting, ROUNDS, bytes_kept, in_steady_state};
use valuetask_tasks::cancel::{CancellationToken, CancellationTokenExt};
use valuetask_tasks::{Task, TaskCompletionSource};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn a_task_that_a_token_may_cancel_allocates_nothing() {
    let (source, token) = (TaskCompletionSource::<u32>::new(), CancellationToken::new());
    assert_eq!(in_steady_state(|| drop(source.task().with_cancellation(&token))), 0);
}

#[test]
fn an_endless_time_leaves_nothing_once_all_handles_are_dropped() {
    let round = || {
        for endless in [Duration::MAX, Duration::from_secs(u64::MAX / 3)] {
            let token = CancellationToken::new();
            drop(Task::delay_with(&token, endless));
            drop(token.cancel_after(endless));
        }
    };
    round();
    assert_eq!(bytes_kept(|| (0..ROUNDS).for_each(|_| round())), 0);
}

#[test]
fn a_timer_of_a_token_allocates_nothing_and_leaves_nothing_once_its_guard_is_dropped() {
    let (hour, token) = (Duration::from_secs(3600), CancellationToken::new());
    assert_eq!(in_steady_state(|| drop(token.cancel_after(hour))), 0);
    let round = || {
        let (token, parent) = (CancellationToken::new(), token.child_token());
        let timers = [&token, &parent].map(|token| token.cancel_after(hour));
        let source = TaskCompletionSource::<u32>::new();
        drop(source.task().with_cancellation(&token));
        token.cancel();
        drop(timers);
    };
    round();
    assert_eq!(bytes_kept(|| (0..ROUNDS).for_each(|_| round())), 0);
}
