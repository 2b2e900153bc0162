//! A trait that is unsafe to implement is called through `dyn`.

use neighbours::finish;

struct Memory;

#[::dynosaur::dynosaur(DynStore = dyn(box) Store)]
#[allow(unsafe_code, reason = "a trait that is unsafe to implement")]
unsafe trait Store {
    async fn get(&self, id: u64) -> u64;
}

// SAFETY: the trait asks for nothing.
#[allow(unsafe_code, reason = "a trait that is unsafe to implement")]
unsafe impl Store for Memory {
    async fn get(&self, id: u64) -> u64 {
        id * 2
    }
}

fn main() {
    let store: Box<DynStore<'_>> = DynStore::new_box(Memory);
    assert_eq!(finish(store.get(4)), 8);
}
