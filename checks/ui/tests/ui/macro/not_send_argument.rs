//! An argument that isn't `Send`, in a method whose task has to be.
use std::rc::Rc;
use valuetask::value_task;

#[value_task]
trait Store {
    async fn get(&self, key: Rc<str>) -> usize;
}

#[value_task]
impl Store for u32 {
    async fn get(&self, key: Rc<str>) -> usize {
        std::future::ready(()).await;
        key.len()
    }
}

fn main() {}
