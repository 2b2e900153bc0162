//! The first of several tasks, which isn't kept.
#![deny(unused_must_use)]
use valuetask::{PooledFuture, ValueTask};
use valuetask_tasks::{Task, when_any};

fn main() {
    Task::when_any([Task::from_result(1)]);
    when_any([ValueTask::ready(1)]);
    when_any([PooledFuture::new(async { 1 })]);
}
