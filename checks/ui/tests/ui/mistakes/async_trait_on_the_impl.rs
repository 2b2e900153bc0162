//! The trait is under this crate's attribute, and an implementation still under that of the crate async-trait.
use valuetask::value_task;

#[value_task]
trait Store {
    async fn get(&self, key: &str) -> u32;
    async fn len(&self) -> usize;
}

#[async_trait::async_trait]
impl Store for u32 {
    async fn get(&self, _: &str) -> u32 {
        *self
    }

    async fn len(&self) -> usize {
        4
    }
}

fn main() {}
