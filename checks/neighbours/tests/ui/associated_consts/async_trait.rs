//! An associated const stands beside methods that are called through `dyn`.

use neighbours::finish;

struct Store;

#[async_trait::async_trait]
trait Table {
    const NAME: &'static str;
    async fn get(&self, id: u64) -> u64;
}

#[async_trait::async_trait]
impl Table for Store {
    const NAME: &'static str = "users";

    async fn get(&self, id: u64) -> u64 {
        id * 2
    }
}

fn main() {
    let store: Box<dyn Table> = Box::new(Store);
    assert_eq!(finish(store.get(4)), 8);
}
