use valuetask::{ValueTask, value_task};

#[value_task]
async fn get(task: ValueTask<'static, u32>) -> u32 {
    (&task).await
}

fn main() {}
