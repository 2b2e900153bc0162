//! Lints at the user's own code are where that is, in what runs at the call and in what is left to the machine.
#![deny(unused, unreachable_code, non_snake_case)]
use valuetask::value_task;

#[value_task]
async fn early(unused: &str, Argument: u32) -> u32 {
    let local = 1;
    if Argument == 0 {
        return 1;
    }
    fallible().await;
    let mut later = 2;
    return later;
    3
}

#[value_task]
async fn fallible() -> Result<u32, u32> {
    let value = (1);
    Ok(1)
}

fn main() {
    early("", 1);
}
