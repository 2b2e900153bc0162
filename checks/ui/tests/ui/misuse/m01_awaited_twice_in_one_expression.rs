use valuetask::ValueTask;

fn lookup() -> ValueTask<'static, u32> {
    ValueTask::ready(7)
}

async fn sum() -> u32 {
    let task = lookup();
    task.await + task.await
}

fn main() {}
