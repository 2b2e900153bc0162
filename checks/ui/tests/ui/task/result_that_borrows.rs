//! A result may be destroyed after the handle was dropped, deep within other drops: then what it borrows would be gone.

use valuetask_tasks::{Task, TaskCompletionSource};

fn main() {
    let text = String::from("short-lived");
    drop(Task::from_result(vec![&text]));
    let source = TaskCompletionSource::new();
    source.set_result(vec![&text]).unwrap();
}
