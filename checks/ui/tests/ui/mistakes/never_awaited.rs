#![deny(unused_must_use)]

use valuetask::value_task;

#[value_task]
trait Store {
    async fn put(&self, key: &str);
}

#[value_task]
async fn fill(store: &(dyn Store + Sync)) {
    store.put("key");
}

fn main() {
    let _ = fill;
}
