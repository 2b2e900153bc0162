//! Handles on two threads lend one result to both.

use std::cell::Cell;

use valuetask::Task;

fn main() {
    let task = Task::from_result(Cell::new(7));
    std::thread::spawn(move || drop(task));
}
