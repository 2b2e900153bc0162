//! A trait with a const parameter.

use neighbours::finish;

struct Memory;

#[::dynosaur::dynosaur(DynStore = dyn(box) Store)]
trait Store<const N: usize>: Send + Sync {
    async fn get(&self, id: u64) -> [u64; N];
}

impl Store<2> for Memory {
    async fn get(&self, id: u64) -> [u64; 2] {
        [id; 2]
    }
}

fn main() {
    let store: Box<DynStore<'_, 2>> = DynStore::new_box(Memory);
    assert_eq!(finish(store.get(4)), [4; 2]);
}
