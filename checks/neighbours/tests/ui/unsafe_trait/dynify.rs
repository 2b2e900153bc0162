//! A trait that is unsafe to implement is called through `dyn`.

use neighbours::finish;
use ::dynify::PinDynify as _;

struct Memory;

#[::dynify::dynify]
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
    let store: Box<dyn DynStore> = Box::new(Memory);
    assert_eq!(finish(store.get(4).pin_boxed()), 8);
}
