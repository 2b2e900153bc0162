//! The error is the one that the compiler has for the code itself.
use valuetask::value_task;

struct Store {
    number: u32,
}

#[value_task]
impl Store {
    async fn get(&self) -> u32 {
        self.
    }

    async fn other(&self) -> u32 {
        self.number
    }
}

fn main() {
    drop(Store { number: 1 }.other());
}
