//! What a task of the erased trait yields has to be `Send`, unless the trait says `?Send`.
use std::rc::Rc;

use valuetask::value_task;

#[value_task(dyn = DynStore)]
trait Store: Send + Sync {
    async fn get(&self, key: &str) -> Rc<u32>;
}

impl Store for u32 {
    async fn get(&self, _: &str) -> Rc<u32> {
        Rc::new(*self)
    }
}

fn main() {}
