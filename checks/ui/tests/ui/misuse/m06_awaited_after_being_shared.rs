use std::pin::Pin;
use valuetask::ValueTask;

fn lookup() -> ValueTask<'static, u32> {
    ValueTask::ready(7)
}

async fn share() -> u32 {
    let task = lookup();
    let shared: Pin<Box<dyn Future<Output = u32> + Send>> = task.into();
    shared.await + task.await
}

fn main() {}
