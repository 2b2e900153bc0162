//! The error is at the awaited expression.
use valuetask::value_task;

#[value_task]
async fn get(key: u32) -> u32 {
    key.await
}

fn main() {
    drop(get(1));
}
