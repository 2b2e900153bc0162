//! A generic caller awaits a method in a task that it spawns: the bound on the trait alone says that the future is `Send`.

use neighbours::spawned;

struct Double;

#[dynify::dynify]
trait Store: Send + Sync {
    async fn get(&self, id: u64) -> u64;
}

impl Store for Double {
    async fn get(&self, id: u64) -> u64 {
        id * 2
    }
}

fn call(store: impl Store) -> u64 {
    spawned(async move { Store::get(&store, 4).await })
}

fn main() {
    assert_eq!(call(Double), 8);
}
