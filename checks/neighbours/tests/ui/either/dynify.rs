//! Generic code takes an implementer and what stands for `dyn`, in a box or behind a reference, alike.

use neighbours::finish;

struct Double;

#[dynify::dynify]
trait Store {
    async fn get(&self, id: u64) -> u64;
}

impl Store for Double {
    async fn get(&self, id: u64) -> u64 {
        id * 2
    }
}

async fn sum(store: impl Store) -> u64 {
    Store::get(&store, 1).await + Store::get(&store, 2).await
}

fn main() {
    assert_eq!(finish(sum(Double)), 6);
    let boxed: Box<dyn DynStore> = Box::new(Double);
    assert_eq!(finish(sum(boxed)), 6);
}
