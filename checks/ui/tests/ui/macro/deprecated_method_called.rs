//! A deprecated method says so where it is called.
#![deny(deprecated)]

use valuetask::value_task;

#[value_task]
trait Store {
    #[deprecated = "use `get`"]
    async fn fetch(&self) -> u32;
}

async fn of(store: &dyn Store) -> u32 {
    store.fetch().await
}

fn main() {}
