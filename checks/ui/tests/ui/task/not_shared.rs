//! Handles on two threads lend one result to both.

use std::cell::Cell;

use valuetask_tasks::Task;

fn main() {
    let task = Task::from_result(Cell::new(7));
    std::thread::spawn(move || drop(task));
}
