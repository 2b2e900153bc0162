//! Two attributes, each of which would expand the async methods.
use valuetask::{async_trait, value_task};

#[value_task]
#[value_task(?Send)]
trait Store {
    async fn get(&self) -> u64;
}

struct Map;

#[async_trait]
#[value_task]
impl Map {
    async fn get(&self) -> u64 {
        7
    }
}

fn main() {}
