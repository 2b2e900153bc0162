//! The message of `must_use` is shown where the task is dropped.
#![deny(unused_must_use)]

use valuetask::value_task;

#[value_task]
#[must_use = "the total is the point of it"]
async fn total(values: &[u32]) -> u32 {
    values.iter().sum()
}

fn main() {
    total(&[1, 2]);
}
