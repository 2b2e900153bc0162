//! A call through `dyn` is awaited by a task that is spawned.

use dynify::PinDynify as _;
use neighbours::spawned;

struct Double;

#[dynify::dynify]
trait Store: Send + Sync {
    async fn get(&self, id: u64) -> u64;
}

impl Store for Double {
    async fn get(&self, id: u64) -> u64 {
        id * 2
    }
}

fn main() {
    let store: Box<dyn DynStore> = Box::new(Double);
    assert_eq!(spawned(async move { store.get(4).pin_boxed().await }), 8);
}
