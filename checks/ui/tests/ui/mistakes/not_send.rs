//! A local that is held across an await and isn't `Send`.
use valuetask::value_task;

#[value_task]
async fn get() -> u32 {
    let held = std::rc::Rc::new(1);
    std::future::ready(()).await;
    *held
}

fn main() {
    drop(get());
}
