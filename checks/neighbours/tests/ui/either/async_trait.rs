//! Generic code takes an implementer and what stands for `dyn`, in a box or behind a reference, alike.

use neighbours::finish;

struct Double;

#[async_trait::async_trait]
trait Store: Sync {
    async fn get(&self, id: u64) -> u64;
}

#[async_trait::async_trait]
impl Store for Double {
    async fn get(&self, id: u64) -> u64 {
        id * 2
    }
}

async fn sum(store: impl Store) -> u64 {
    store.get(1).await + store.get(2).await
}

fn main() {
    assert_eq!(finish(sum(Double)), 6);
    let boxed: Box<dyn Store> = Box::new(Double);
    assert_eq!(finish(sum(boxed)), 6);
}
