//! A task that isn't kept: whether its work runs depends on its kind.
#![deny(unused_must_use)]
use valuetask::Task;

fn main() {
    Task::spawn(async { println!("goes on") });
    Task::from_future(async { println!("never starts") });
}
