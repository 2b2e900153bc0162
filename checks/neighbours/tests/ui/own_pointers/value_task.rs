//! The user's own implementation for any `Box` of an implementer.

use neighbours::finish;

struct Memory;

#[valuetask::value_task(dyn = DynStore)]
trait Store: Send + Sync {
    async fn get(&self, id: u64) -> u64;
}

impl Store for Memory {
    async fn get(&self, id: u64) -> u64 {
        id * 2
    }
}

impl<T: Store + ?Sized> Store for Box<T> {
    async fn get(&self, id: u64) -> u64 {
        Store::get(&**self, id).await
    }
}

fn main() {
    let boxed: Box<dyn DynStore> = Box::new(Memory);
    assert_eq!(finish(Store::get(&boxed, 4)), 8);
}
