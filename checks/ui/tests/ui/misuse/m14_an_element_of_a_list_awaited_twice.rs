use valuetask::ValueTask;

fn lookup() -> ValueTask<'static, u32> {
    ValueTask::ready(7)
}

async fn twice() -> u32 {
    let tasks = vec![lookup(), lookup()];
    tasks[0].await + tasks[0].await
}

fn main() {}
