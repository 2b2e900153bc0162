use valuetask::ValueTask;

fn lookup() -> ValueTask<'static, u32> {
    ValueTask::ready(7)
}

fn spawn(_future: impl Future<Output = u32> + Send + 'static) {}

fn fork() {
    let task = lookup();
    spawn(async move { task.await });
    spawn(async move { task.await });
}

fn main() {}
