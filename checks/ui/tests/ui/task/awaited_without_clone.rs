//! A result that isn't `Clone` is awaited by reference: the message shows how.

use valuetask::value_task;
use valuetask_tasks::{Shared, Task};

struct Unique;

async fn by_value(task: Task<Unique>) {
    let _ = task.await;
}

async fn by_reference(task: &Task<Unique>) {
    let _ = task.await;
}

async fn shared(shared: Shared<Unique>) {
    let _ = shared.await;
}

#[value_task]
async fn at_the_call(task: Task<Unique>) {
    let _ = task.await;
}

async fn lent(task: Task<Unique>, shared: Shared<Unique>) {
    let _ = (task.get().await, shared.get().await);
}

fn main() {}
