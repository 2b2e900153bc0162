//! A task that nobody keeps: whether its work goes on depends on who runs it.
#![deny(unused_must_use)]
use valuetask::Task;

fn main() {
    Task::spawn(async { println!("goes on") });
    Task::from_future(async { println!("never starts") });
}
