use valuetask::ValueTask;

fn lookup() -> ValueTask<'static, u32> {
    ValueTask::ready(7)
}

async fn twice() -> u32 {
    let pair = (lookup(), lookup());
    pair.0.await + pair.0.await
}

fn main() {}
