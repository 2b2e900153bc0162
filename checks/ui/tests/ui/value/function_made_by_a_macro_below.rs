//! A macro below the attribute makes a function of its own of the method. The compiler checks no output where a function becomes a
//! `dyn Fn`, so the clause has to stand.

use macro_rules_attribute::apply;
use valuetask::{ValueTask, value_task};

macro_rules! of_the_type {
    (impl Store for $Type:ty { $($method:tt)* }) => {
        impl $Type { $($method)* }
    };
}

#[value_task]
trait Store {
    async fn put<K: Send>(&self, key: K);
}

struct Memory;

#[value_task]
#[apply(of_the_type!)]
impl Store for Memory {
    async fn put<K: Send>(&self, key: K) {
        std::future::ready(()).await;
        drop(key);
    }
}

fn stored(key: &str) -> ValueTask<'static, ()> {
    let put: &dyn Fn(&'static Memory, _) -> ValueTask<'static, ()> = &Memory::put;
    put(&Memory, key)
}

fn main() {
    stored(&String::from("key"));
}
