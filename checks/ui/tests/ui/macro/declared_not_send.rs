use std::pin::Pin;
use std::rc::Rc;
use valuetask::{ValueTask, async_method};

async fn pause() {}

#[async_method]
async fn task() -> ValueTask<'static, u32> {
    let shared = Rc::new(1);
    pause().await;
    *shared
}

#[async_method]
async fn boxed() -> Pin<Box<dyn Future<Output = u32> + Send>> {
    let shared = Rc::new(1);
    pause().await;
    *shared
}

fn main() {
    drop((task(), boxed()));
}
