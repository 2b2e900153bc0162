//! A call through `dyn` is awaited by a task that is spawned.

use neighbours::spawned;

struct Double;

#[dynosaur::dynosaur(DynStore = dyn(box) Store)]
trait Store: Send + Sync {
    async fn get(&self, id: u64) -> u64;
}

impl Store for Double {
    async fn get(&self, id: u64) -> u64 {
        id * 2
    }
}

fn main() {
    let store: Box<DynStore<'_>> = DynStore::new_box(Double);
    assert_eq!(spawned(async move { store.get(4).await }), 8);
}
