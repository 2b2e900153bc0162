//! An object doesn't implement a trait with a method that it can't have.
use valuetask::value_task;

#[value_task(dyn = DynStore)]
trait Store: Send + Sync {
    async fn get(&self, key: &str) -> u64;
    async fn put<V: Into<u64> + Send>(&self, value: V);
}

fn keep<S: Store + ?Sized>(_: &S) {}

fn call(store: &dyn DynStore) {
    keep(store);
}

#[value_task(dyn = DynSized)]
trait Sizes: Send + Sync {
    const SIZE: usize;
    async fn size(&self) -> usize;
}

fn size(sizes: &dyn DynSized) -> impl Sizes {
    sizes
}

fn main() {}
