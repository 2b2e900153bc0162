//! The attribute of the crate async-trait on one side: the lifetimes agree under `exact`, the types don't.
use valuetask::async_trait;

#[async_trait(exact)]
trait Store {
    async fn get(&self, key: &str) -> u32;
}

#[async_trait::async_trait]
impl Store for u32 {
    async fn get(&self, _: &str) -> u32 {
        *self
    }
}

#[async_trait::async_trait]
trait Theirs {
    async fn get(&self, key: &str) -> u32;
}

#[async_trait]
impl Theirs for u32 {
    async fn get(&self, _: &str) -> u32 {
        *self
    }
}

fn main() {}
