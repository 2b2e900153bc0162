use valuetask::ValueTask;

fn lookup() -> ValueTask<'static, u32> {
    ValueTask::ready(7)
}

async fn branch(early: bool) -> u32 {
    let task = lookup();
    if early {
        println!("{}", task.await);
    }
    task.await
}

fn main() {}
