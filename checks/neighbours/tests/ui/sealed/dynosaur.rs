//! A trait that is sealed by a private supertrait, outside of its module called through `dyn`.

use neighbours::finish;

struct Memory;

mod private {
    pub(super) trait Sealed {}
    impl Sealed for super::Memory {}
}

#[::dynosaur::dynosaur(DynStore = dyn(box) Store)]
trait Store: private::Sealed {
    async fn get(&self, id: u64) -> u64;
}

impl Store for Memory {
    async fn get(&self, id: u64) -> u64 {
        id * 2
    }
}

fn main() {
    let store: Box<DynStore<'_>> = DynStore::new_box(Memory);
    assert_eq!(finish(store.get(4)), 8);
}
