//! Generic code that keeps a task has to know that what it holds lives as long.
#![forbid(unsafe_code)]

use valuetask::{ValueTask, value_task};

#[value_task]
trait Names<K: Send> {
    async fn name(&self, key: K) -> usize;
}

fn keep<K: Send, N: Names<K> + 'static>(names: &'static N, key: K) -> ValueTask<'static, usize> {
    names.name(key)
}

fn main() {}
