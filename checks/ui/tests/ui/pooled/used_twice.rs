//! Awaited twice, used after it became something else, and taken for its value.
use valuetask::{PooledFuture, ValueTask};

async fn twice(future: PooledFuture<'static, u32>) -> u32 {
    future.await + future.await
}

fn both(future: PooledFuture<'static, u32>) -> (ValueTask<'static, u32>, PooledFuture<'static, u32>) {
    (future.into(), future)
}

fn await_missing(future: PooledFuture<'static, Option<u32>>) -> u32 {
    future.unwrap_or(1)
}

fn main() {}
