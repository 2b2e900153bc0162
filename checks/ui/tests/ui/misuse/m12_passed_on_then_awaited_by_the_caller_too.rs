use valuetask::ValueTask;

fn lookup() -> ValueTask<'static, u32> {
    ValueTask::ready(7)
}

async fn log(task: ValueTask<'_, u32>) {
    println!("{}", task.await);
}

async fn pass_on() -> u32 {
    let task = lookup();
    log(task).await;
    task.await
}

fn main() {}
