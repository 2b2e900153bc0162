//! What makes `dyn` of a trait of another crate.

use neighbours::finish;

/// Stands for another crate.
mod other {
    pub(super) trait Store {
        async fn get(&self, id: u64) -> u64;
    }
}

struct Memory;

impl other::Store for Memory {
    async fn get(&self, id: u64) -> u64 {
        id * 2
    }
}

#[dynosaur::dynosaur(DynStore = dyn(box) other::Store)]
trait Store {
    async fn get(&self, id: u64) -> u64;
}

fn main() {
    let store: Box<DynStore<'_>> = DynStore::new_box(Memory);
    assert_eq!(finish(store.get(4)), 8);
}
