//! A function without a receiver stands beside a method that is called through `dyn`.

use neighbours::finish;

struct Store(u64);

#[async_trait::async_trait]
trait Open: Sync {
    async fn open(id: u64) -> Self;
    async fn get(&self) -> u64;
}

#[async_trait::async_trait]
impl Open for Store {
    async fn open(id: u64) -> Self {
        Self(id)
    }

    async fn get(&self) -> u64 {
        self.0
    }
}

fn main() {
    let store: Box<dyn Open> = Box::new(finish(Store::open(4)));
    assert_eq!(finish(store.get()), 4);
}
