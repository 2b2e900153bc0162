//! A result may be destroyed after the handle was dropped, deep within other drops: then what it borrows would be gone.

use std::sync::Mutex;

use valuetask::{Task, TaskCompletionSource};

/// The future holds nothing, but what it yields may come to.
fn yields_a_place_for<'a>() -> Task<Mutex<Option<&'a str>>> {
    Task::from_future(async { Mutex::new(None) })
}

fn may_fail<'a>() -> Task<Mutex<Option<&'a str>>> {
    Task::try_from_future(async { Ok::<_, std::io::Error>(Mutex::new(None)) })
}

fn main() {
    let text = String::from("short-lived");
    drop(Task::from_result(vec![&text]));
    let source = TaskCompletionSource::new();
    source.set_result(vec![&text]).unwrap();
}
