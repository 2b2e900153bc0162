//! A trait and an implementation that don't say the same of lifetimes: the message shows what one of them says.
#![forbid(unsafe_code)]
#![allow(elided_lifetimes_in_paths)]

use valuetask::{ValueTask, value_task};

struct Page<'a>(&'a str);

#[value_task]
trait Table {
    async fn page(&self, named: &str) -> Page<'_>;
}

#[value_task]
impl Table for String {
    async fn page(&self, named: &str) -> Page {
        let _ = named;
        Page(self)
    }
}

#[value_task]
trait Defaulted<K = u64> {
    async fn get(&self, key: K) -> usize;
}

#[value_task]
impl Defaulted for String {
    async fn get(&self, key: u64) -> usize {
        self.len() + key as usize
    }
}

#[value_task]
trait ByHand<K> {
    async fn get(&self, key: K) -> usize;
}

impl ByHand<u64> for String {
    fn get(&self, key: u64) -> ValueTask<'_, usize> {
        ValueTask::ready(self.len() + key as usize)
    }
}

fn main() {}
