//! A trait with type parameters.

use neighbours::finish;

struct Memory;

#[valuetask::value_task(dyn = DynStore)]
trait Store<K, V> {
    async fn get(&self, id: &K) -> V;
}

impl Store<u32, u64> for Memory {
    async fn get(&self, id: &u32) -> u64 {
        u64::from(*id) * 2
    }
}

fn main() {
    let store: Box<dyn DynStore<u32, u64>> = Box::new(Memory);
    assert_eq!(finish(store.get(&4)), 8);
}
