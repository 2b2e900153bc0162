//! The user's own implementation for any `Box` of an implementer, beside the attribute's.
use valuetask::value_task;

#[value_task(dyn = DynStore)]
trait Store: Send + Sync {
    async fn get(&self, id: u64) -> u64;
}

impl<T: Store + ?Sized> Store for Box<T> {
    async fn get(&self, id: u64) -> u64 {
        Store::get(&**self, id).await
    }
}

fn main() {}
