//! The trait is under the crate async-trait, as in a library, and the implementation under this crate's attribute.
use valuetask::value_task;

#[async_trait::async_trait]
trait Store {
    async fn get(&self, key: &str) -> u32;
    async fn len(&self) -> usize;
}

#[value_task]
impl Store for u32 {
    async fn get(&self, _: &str) -> u32 {
        *self
    }

    async fn len(&self) -> usize {
        4
    }
}

fn main() {}
