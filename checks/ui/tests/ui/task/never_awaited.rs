//! A task that isn't kept goes on; a shared future that isn't kept never starts.
#![deny(unused_must_use)]
use valuetask_tasks::{Shared, Task};

fn main() {
    Task::spawn(async { println!("goes on") });
    Shared::new(async { println!("never starts") });
}
