//! A function without a receiver stands beside a method that is called through `dyn`.

use neighbours::finish;
use ::dynify::PinDynify as _;

struct Store(u64);

#[::dynify::dynify]
trait Open {
    async fn open(id: u64) -> Self;
    async fn get(&self) -> u64;
}

impl Open for Store {
    async fn open(id: u64) -> Self {
        Self(id)
    }

    async fn get(&self) -> u64 {
        self.0
    }
}

fn main() {
    let store: Box<dyn DynOpen> = Box::new(finish(Store::open(4)));
    assert_eq!(finish(store.get().pin_boxed()), 4);
}
