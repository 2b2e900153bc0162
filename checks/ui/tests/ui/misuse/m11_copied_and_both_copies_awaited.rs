use valuetask::ValueTask;

fn lookup() -> ValueTask<'static, u32> {
    ValueTask::ready(7)
}

async fn copy() -> u32 {
    let task = lookup();
    let copy = task;
    task.await + copy.await
}

fn main() {}
