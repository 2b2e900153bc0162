#![deny(unused_must_use)]

use valuetask::{LocalPooledFuture, async_trait};

#[async_trait]
trait Store: Sync {
    async fn put(&self, key: &str);
}

#[async_trait]
async fn fill(store: &dyn Store) {
    store.put("key");
    LocalPooledFuture::new(store.put("key"));
}

fn main() {
    let _ = fill;
}
