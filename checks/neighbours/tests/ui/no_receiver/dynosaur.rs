//! A function without a receiver stands beside a method that is called through `dyn`.

use neighbours::finish;

struct Store(u64);

#[::dynosaur::dynosaur(DynOpen = dyn(box) Open)]
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
    let store: Box<DynOpen<'_>> = DynOpen::new_box(finish(Store::open(4)));
    assert_eq!(finish(store.get()), 4);
}
