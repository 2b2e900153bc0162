//! `exact` on the trait alone, and on the implementation alone.
use valuetask::async_trait;

#[async_trait(exact)]
trait Store {
    async fn get(&self, key: &str) -> u32;
}

#[async_trait]
impl Store for u32 {
    async fn get(&self, _: &str) -> u32 {
        *self
    }
}

#[async_trait]
trait Other {
    async fn get(&self, key: &str) -> u32;
}

#[async_trait(exact)]
impl Other for u32 {
    async fn get(&self, _: &str) -> u32 {
        *self
    }
}

fn main() {}
