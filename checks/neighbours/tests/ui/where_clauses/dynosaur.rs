//! A trait with a where-clause.

use neighbours::finish;

struct Memory;

#[::dynosaur::dynosaur(DynStore = dyn(box) Store)]
trait Store<K>: Send + Sync
where
    K: Send + 'static,
{
    async fn get(&self, id: K) -> u64;
}

impl Store<u32> for Memory {
    async fn get(&self, id: u32) -> u64 {
        u64::from(id) * 2
    }
}

fn main() {
    let store: Box<DynStore<'_, u32>> = DynStore::new_box(Memory);
    assert_eq!(finish(store.get(4)), 8);
}
