use valuetask_source::TaskSlot;

async fn moved(mut slot: TaskSlot<64>) -> u32 {
    let task = slot.start(async { 1 });
    let moved = slot;
    drop(moved);
    task.await
}

fn main() {}
