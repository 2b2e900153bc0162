use std::rc::Rc;
use valuetask::value_task;

async fn pause() {}

#[value_task(Send = cfg(not(any())))]
async fn shared() -> u32 {
    let shared = Rc::new(1);
    pause().await;
    *shared
}

fn main() {
    drop(shared());
}
