//! The error names what is accepted, and the item is there all the same.
use valuetask::async_trait;

#[async_trait(eager)]
trait Store {
    async fn get(&self) -> u32;
}

fn use_of(store: &dyn Store) -> valuetask::PooledFuture<'_, u32> {
    store.get()
}

fn main() {
    let _ = use_of;
}
