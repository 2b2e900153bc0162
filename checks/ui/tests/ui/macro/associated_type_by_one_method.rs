//! An attribute on one method doesn't know what an associated type consists of: it belongs on the impl.
use valuetask::value_task;

trait Keyed {
    type Key;
}

struct Store;

impl Keyed for Store {
    type Key = String;
}

impl Store {
    #[value_task]
    async fn get(&self, key: <Self as Keyed>::Key) -> usize {
        key.len()
    }
}

fn main() {}
