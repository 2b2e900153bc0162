//! What makes `dyn` of a trait of another crate.

use neighbours::finish;

/// Stands for another crate.
mod other {
    pub(super) trait Store {
        async fn get(&self, id: u64) -> u64;
    }
}

struct Memory;

#[valuetask::value_task(dyn = DynStore)]
impl other::Store for Memory {
    async fn get(&self, id: u64) -> u64 {
        id * 2
    }
}

fn main() {
    let store: Box<dyn DynStore> = Box::new(Memory);
    assert_eq!(finish(store.get(4)), 8);
}
