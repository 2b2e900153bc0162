//! What an object can't have isn't there, and the trait itself can't be one.
use valuetask::value_task;

#[value_task(dyn = DynStore)]
trait Store: Send + Sync {
    async fn get(&self, key: &str) -> u64;
    async fn each<F: Fn(u64) + Send>(&self, each: F);
}

async fn generic<S: Store + ?Sized>(store: &S) -> u64 {
    store.get("a").await
}

fn call(store: &dyn DynStore, native: &dyn Store) {
    drop(store.each(|_| {}));
    drop(generic(store));
    drop(native.get("a"));
}

fn main() {}
