use valuetask::ValueTask;

fn lookup() -> ValueTask<'static, u32> {
    ValueTask::ready(7)
}

fn read() -> (Option<u32>, Option<u32>) {
    let task = lookup();
    if task.is_completed() { (task.try_result().ok(), task.try_result().ok()) } else { (None, None) }
}

fn main() {}
