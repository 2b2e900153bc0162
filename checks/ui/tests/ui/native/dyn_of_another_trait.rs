//! `dyn` on the impl of a trait that isn't native.
use valuetask::value_task;

#[value_task]
trait Store {
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
