//! A trait whose type parameters have bounds, as they stand.

use neighbours::finish;

struct Memory;

#[valuetask::value_task(dyn = DynStore)]
trait Store<K: Send + 'static, V: Clone>: Send + Sync {
    async fn get(&self, id: K) -> V;
}

impl Store<u32, u64> for Memory {
    async fn get(&self, id: u32) -> u64 {
        u64::from(id) * 2
    }
}

fn main() {
    let store: Box<dyn DynStore<u32, u64>> = Box::new(Memory);
    assert_eq!(finish(store.get(4)), 8);
}
