use valuetask::ValueTask;

fn lookup() -> ValueTask<'static, u32> {
    ValueTask::ready(7)
}

async fn sum() -> u32 {
    let task = lookup();
    let mut sum = 0;
    for _ in 0..3 {
        sum += task.await;
    }
    sum
}

fn main() {}
