//! A supertrait that is itself such a trait is called through `dyn` of the trait below it.

use neighbours::finish;

struct Memory;

#[valuetask::value_task(dyn = DynStore)]
trait Store: Send + Sync {
    async fn get(&self, id: u64) -> u64;
}

#[valuetask::value_task(dyn(Store = DynStore) = DynCache)]
trait Cache: Store {
    async fn refresh(&self) -> u64;
}

impl Store for Memory {
    async fn get(&self, id: u64) -> u64 {
        id * 2
    }
}

impl Cache for Memory {
    async fn refresh(&self) -> u64 {
        self.get(4).await
    }
}

fn main() {
    let cache: Box<dyn DynCache> = Box::new(Memory);
    assert_eq!(finish(cache.refresh()) + finish(cache.get(1)), 10);
}
