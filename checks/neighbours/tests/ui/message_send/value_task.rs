//! A body holds over an await what isn't `Send`: the message is at the method.

use std::rc::Rc;

use neighbours::pause;

struct Memory;

#[valuetask::value_task(dyn = DynStore)]
trait Store: Sync {
    async fn get(&self, id: u64) -> u64;
}

impl Store for Memory {
    async fn get(&self, id: u64) -> u64 { //~ async fn get(&self, id: u64) -> u64
        let id = Rc::new(id);
        pause().await;
        *id * 2
    }
}

fn main() {}
