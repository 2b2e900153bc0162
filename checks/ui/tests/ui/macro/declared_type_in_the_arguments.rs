use valuetask::{LocalValueTask, async_method, value_task};

#[async_method(?Send)]
async fn local() -> LocalValueTask<'static, u32> {
    1
}

#[value_task]
trait Mixed {
    #[async_method(lazy, Send = cfg(unix))]
    async fn total(&self) -> LocalValueTask<'_, u32>;

    #[async_method(boxed)]
    async fn boxed(&self) -> LocalValueTask<'_, u32>;
}

#[async_method(boxed)]
async fn boxed() -> LocalValueTask<'static, u32> {
    1
}

fn main() {
    drop(boxed());
    drop(local());
}
