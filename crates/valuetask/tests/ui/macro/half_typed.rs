//! The errors are those that the compiler has for the code itself, and none for the methods that are in order.
use valuetask::value_task;

struct Store {
    number: u32,
}

#[value_task]
trait Numbers {
    async fn get(&self, more: u32) -> u32;
    async fn other(&self) -> u32;
}

#[value_task]
impl Numbers for Store {
    async fn get(&self, more: u32) -> u32 {
        self.
    }

    async fn other(&self) -> u32 {
        self.number
    }
}

#[value_task]
async fn half(store: &Store) -> u32 {
    let number = store.other().
}

fn main() {
    let numbers: &dyn Numbers = &Store { number: 1 };
    drop(numbers.other());
    drop(half(&Store { number: 1 }));
}
