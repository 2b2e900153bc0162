use valuetask::ValueTask;

struct Holder {
    task: ValueTask<'static, u32>,
}

impl Holder {
    async fn get(&self) -> u32 {
        self.task.await
    }
}

async fn twice(holder: Holder) -> u32 {
    holder.task.await + holder.task.await
}

fn main() {}
