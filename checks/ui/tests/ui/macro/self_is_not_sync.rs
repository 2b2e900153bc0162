//! A default body that calls for what an implementation doesn't have.
use std::cell::Cell;
use valuetask::value_task;

#[value_task]
trait Store {
    async fn number(&self) -> u32 {
        1
    }
}

impl Store for Cell<u32> {}

fn main() {
    drop(Cell::new(1).number());
}
