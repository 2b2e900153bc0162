use valuetask::ValueTask;

fn lookup() -> ValueTask<'static, u32> {
    ValueTask::ready(7)
}

async fn read() -> u32 {
    let task = lookup();
    if let Ok(value) = task.try_result() {
        return value;
    }
    task.await
}

fn main() {}
