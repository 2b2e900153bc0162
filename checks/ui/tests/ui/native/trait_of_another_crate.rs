//! `dyn = ..` on the implementation of a trait of another crate.
use valuetask::value_task;

/// Stands for another crate.
mod other {
    pub(super) trait Store {
        async fn get(&self, id: u64) -> u64;
    }
}

struct Memory;

#[value_task(dyn = DynStore)]
impl other::Store for Memory {
    async fn get(&self, id: u64) -> u64 {
        id * 2
    }
}

fn call(store: &dyn DynStore) {
    drop(store.get(4));
}

fn main() {}
