//! A lifetime that is left out where a type has one: nothing says how long the argument lives, so it can't be held.
#![forbid(unsafe_code)]
#![allow(elided_lifetimes_in_paths)]

use valuetask::value_task;

struct Key<'k>(&'k str);

#[value_task]
async fn get(prefix: &str, key: Key) -> usize {
    std::future::ready(()).await;
    prefix.len() + key.0.len()
}

fn main() {}
