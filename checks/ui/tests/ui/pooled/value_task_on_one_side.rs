//! Each of the two attributes on a trait, and the other on its implementation.
use valuetask::{async_trait, value_task};

#[async_trait]
trait Store {
    async fn get(&self, key: &str) -> u32;
}

#[value_task]
impl Store for u32 {
    async fn get(&self, _: &str) -> u32 {
        *self
    }
}

#[value_task]
trait Other {
    async fn get(&self) -> u32;
}

#[async_trait]
impl Other for u32 {
    async fn get(&self) -> u32 {
        *self
    }
}

fn main() {}
