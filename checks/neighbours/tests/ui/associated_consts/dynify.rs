//! An associated const stands beside methods that are called through `dyn`.

use neighbours::finish;
use ::dynify::PinDynify as _;

struct Store;

#[::dynify::dynify]
trait Table {
    const NAME: &'static str;
    async fn get(&self, id: u64) -> u64;
}

impl Table for Store {
    const NAME: &'static str = "users";

    async fn get(&self, id: u64) -> u64 {
        id * 2
    }
}

fn main() {
    let store: Box<dyn DynTable> = Box::new(Store);
    assert_eq!(finish(store.get(4).pin_boxed()), 8);
    assert_eq!(Store::NAME, "users");
}
