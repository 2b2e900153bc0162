//! Only a later line says what is awaited, and that is no task.

use std::future::ready;

use valuetask::value_task;

#[value_task]
async fn sum() -> u8 {
    let (mut before, mut sum) = (None, 0);
    for i in 0..3 {
        if let Some(future) = before.take() {
            let value: u8 = future.await;
            sum += value;
        }
        before = Some(ready(i));
    }
    sum
}

fn main() {}
