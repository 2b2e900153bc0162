//! A trait that says `lazy` has no hidden method to start at the call.
use valuetask::{async_trait, value_task};

#[async_trait(dyn = DynStore)]
trait Store: Send + Sync {
    async fn get(&self, key: &str) -> u64;
}

struct Map;

#[value_task(dyn)]
impl Store for Map {
    async fn get(&self, key: &str) -> u64 {
        key.len() as u64
    }
}

fn main() {}
