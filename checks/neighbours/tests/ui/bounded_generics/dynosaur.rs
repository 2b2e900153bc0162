//! A trait whose type parameters have bounds, as they stand.

use neighbours::finish;

struct Memory;

#[::dynosaur::dynosaur(DynStore = dyn(box) Store)]
trait Store<K: Send + 'static, V: Clone>: Send + Sync {
    async fn get(&self, id: K) -> V;
}

impl Store<u32, u64> for Memory {
    async fn get(&self, id: u32) -> u64 {
        u64::from(id) * 2
    }
}

fn main() {
    let store: Box<DynStore<'_, u32, u64>> = DynStore::new_box(Memory);
    assert_eq!(finish(store.get(4)), 8);
}
