use valuetask::ValueTask;

async fn twice(task: ValueTask<'_, u32>) -> (u32, u32) {
    let first = task.await;
    let second = task.await;
    (first, second)
}

fn main() {}
