//! An await in a closure, which isn't the body.
use valuetask::value_task;

#[value_task]
async fn get(key: u32) -> u32 {
    key
}

#[value_task]
async fn sum(keys: &[u32]) -> u32 {
    keys.iter().map(|key| get(*key).await).sum()
}

fn main() {
    drop(sum(&[]));
}
