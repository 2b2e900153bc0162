//! With the trait and what makes it `dyn` both in scope, a method of an implementer is called by its name.

use neighbours::finish;

struct Memory;

#[::dynify::dynify]
trait Store {
    async fn get(&self, id: u64) -> u64;
}

impl Store for Memory {
    async fn get(&self, id: u64) -> u64 {
        id * 2
    }
}

fn main() {
    assert_eq!(finish(Memory.get(4)), 8);
}
