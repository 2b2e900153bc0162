//! The one misuse of the original that is none here: a task that was moved into a field is still awaited once.

use valuetask::ValueTask;

struct Holder<'a> {
    task: ValueTask<'a, u32>,
}

async fn get(holder: Holder<'_>) -> u32 {
    holder.task.await
}

fn main() {
    drop(get(Holder { task: ValueTask::ready(7) }));
}
