//! A wrong type in a default body, in an implementation, and at a call.
use valuetask::value_task;

#[value_task(dyn = DynStore)]
trait Store: Sync {
    async fn get(&self, key: &str) -> u64;
    async fn default(&self) -> u64 {
        self.get(7).await
    }
    async fn text(&self) -> String {
        "text"
    }
}

struct Map;

#[value_task(dyn)]
impl Store for Map {
    async fn get(&self, key: &str) -> u64 {
        key
    }
}

struct Other;

impl Store for Other {
    async fn get(&self, key: String) -> u64 {
        7
    }
}

struct Missing;

impl Store for Missing {}

fn call(store: &dyn DynStore) {
    drop(store.get(7));
    drop(store.missing());
}

fn main() {}
