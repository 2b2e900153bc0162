//! An error that isn't one of a task is made one.
use std::fmt;

use valuetask_tasks::{Shared, Task};

#[derive(Debug)]
struct Missing;

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("missing")
    }
}

impl std::error::Error for Missing {}

fn main() {
    let _ = Task::try_spawn(async { Err::<u32, _>(Missing) });
    let _ = Shared::try_new(async { Err::<u32, _>(Missing) });
}
