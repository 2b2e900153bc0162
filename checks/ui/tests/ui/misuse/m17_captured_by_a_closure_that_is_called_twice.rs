use valuetask::ValueTask;

fn lookup() -> ValueTask<'static, u32> {
    ValueTask::ready(7)
}

async fn call() -> u32 {
    let task = lookup();
    let get = move || async move { task.await };
    get().await + get().await
}

fn main() {}
