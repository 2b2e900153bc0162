//! The user's own implementation for any `Box` of an implementer.

use neighbours::finish;

struct Memory;

#[dynosaur::dynosaur(DynStore = dyn(box) Store)]
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
    let boxed: Box<DynStore<'_>> = DynStore::new_box(Memory);
    assert_eq!(finish(Store::get(&boxed, 4)), 8);
}
