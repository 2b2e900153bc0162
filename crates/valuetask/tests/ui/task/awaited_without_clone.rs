//! A result that isn't `Clone` is awaited by reference.

use valuetask::Task;

struct Unique;

async fn by_value(task: Task<Unique>) {
    let _ = task.await;
}

fn main() {}
