//! Code that names the box: a body that returns one, and a type.
use std::future::Future;
use std::pin::Pin;
use valuetask::{PooledFuture, async_trait};

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

#[async_trait]
trait Store: Sync {
    async fn get(&self, key: &str) -> u32;
}

impl Store for u32 {
    fn get<'task>(&'task self, _: &'task str) -> PooledFuture<'task, u32> {
        Box::pin(async move { *self })
    }
}

fn boxed<'a>(store: &'a dyn Store, key: &'a str) -> BoxFuture<'a, u32> {
    store.get(key)
}

fn boxed_in_generic_code<'a, S: Store, T: From<u32>>(store: &'a S, key: &'a str) -> BoxFuture<'a, T> {
    let future: PooledFuture<'a, T> = PooledFuture::new(async move { store.get(key).await.into() });
    Box::pin(future)
}

fn main() {}
