//! The first of several tasks, which isn't kept.
#![deny(unused_must_use)]
use valuetask::{PooledFuture, Task, ValueTask};

fn main() {
    Task::when_any([Task::from_result(1)]);
    ValueTask::when_any([ValueTask::ready(1)]);
    PooledFuture::when_any([PooledFuture::new(async { 1 })]);
}
