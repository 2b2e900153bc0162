use std::rc::Rc;
use valuetask::value_task;

#[value_task]
trait Store {
    async fn get(self: Rc<Self>) -> u32;
}

#[value_task]
impl Store for u32 {
    async fn get(self: Rc<Self>) -> u32 {
        std::future::ready(()).await;
        *self
    }
}

fn main() {}
