//! A pooled future lives no longer than its borrows, in every construction and conversion.
#![forbid(unsafe_code)]

use std::future::Future;
use std::pin::Pin;

use valuetask::{LocalPooledFuture, LocalValueTask, PooledFuture, ValueTask};
use valuetask_tasks::Shared;

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

fn made(text: &str) -> PooledFuture<'static, usize> {
    PooledFuture::new(async move { text.len() })
}

fn kept<'short>(future: PooledFuture<'short, usize>) -> PooledFuture<'static, usize> {
    future
}

fn value_kept<'short>(future: PooledFuture<'static, &'short str>) -> PooledFuture<'static, &'static str> {
    future
}

fn boxed(future: PooledFuture<'_, usize>) -> BoxFuture<'static, usize> {
    future.into_boxed()
}

fn value_boxed<'short>(future: PooledFuture<'static, &'short str>) -> BoxFuture<'static, &'static str> {
    future.into()
}

fn of_a_box(future: BoxFuture<'_, usize>) -> PooledFuture<'static, usize> {
    future.into()
}

fn value_of_a_box<'short>(future: BoxFuture<'static, &'short str>) -> PooledFuture<'static, &'static str> {
    PooledFuture::from(future)
}

fn into_a_task(future: PooledFuture<'_, usize>) -> ValueTask<'static, usize> {
    future.into()
}

fn of_a_task(task: ValueTask<'_, usize>) -> PooledFuture<'static, usize> {
    task.into()
}

fn of_a_ready_task<'short>(value: &'short str) -> PooledFuture<'static, &'static str> {
    ValueTask::ready(value).into()
}

fn shared(future: PooledFuture<'_, usize>) -> Shared<usize> {
    Shared::new(future)
}

fn local(future: LocalPooledFuture<'_, usize>) -> LocalValueTask<'static, usize> {
    future.into()
}

fn local_boxed(future: LocalPooledFuture<'_, usize>) -> Pin<Box<dyn Future<Output = usize>>> {
    future.into_boxed()
}

fn main() {}
