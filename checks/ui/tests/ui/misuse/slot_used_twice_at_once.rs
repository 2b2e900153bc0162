use valuetask_source::TaskSlot;

async fn twice(slot: &mut TaskSlot<64>) -> u32 {
    let first = slot.start(async { 1 });
    let second = slot.start(async { 2 });
    first.await + second.await
}

fn main() {}
