//! A trait with an async method is called through a trait object, or what stands for one.

use neighbours::finish;

struct Double;

#[trait_variant::make(Send)]
trait Store: Sync {
    async fn get(&self, id: u64) -> u64;
}

impl Store for Double {
    async fn get(&self, id: u64) -> u64 {
        id * 2
    }
}

fn main() {
    let store: Box<dyn Store> = Box::new(Double);
    assert_eq!(finish(store.get(4)), 8);
}
