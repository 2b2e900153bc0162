//! `ValueTask::from` converts any value, so it can't know which. `into_value_task` does.

use valuetask::{LocalPooledFuture, PooledFuture, ValueTask};

fn by_name(pooled: PooledFuture<'_, u32>, local: LocalPooledFuture<'_, u32>) {
    assert!(!pooled.into_value_task().is_completed());
    assert!(!local.into_value_task().is_completed());
}

fn by_from(pooled: PooledFuture<'_, u32>) {
    assert!(!ValueTask::from(pooled).is_completed());
}

fn main() {}
