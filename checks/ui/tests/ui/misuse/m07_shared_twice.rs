use std::pin::Pin;
use valuetask::ValueTask;

fn lookup() -> ValueTask<'static, u32> {
    ValueTask::ready(7)
}

type Shared = Pin<Box<dyn Future<Output = u32> + Send>>;

fn share() -> (Shared, Shared) {
    let task = lookup();
    (task.into(), task.into())
}

fn main() {}
