//! The native method of a box, passed by its path.
#![forbid(unsafe_code)]

use neighbours::pause;
use valuetask::{ValueTask, value_task};

#[value_task(dyn = DynNames)]
trait Names<K: AsRef<str> + Send> {
    async fn name(&self, key: K) -> String;
}

struct Db;

impl<K: AsRef<str> + Send> Names<K> for Db {
    async fn name(&self, key: K) -> String {
        pause().await;
        key.as_ref().to_owned()
    }
}

static DB: Db = Db;

fn with<O, K>(object: O, key: K, name: impl FnOnce(O, K) -> ValueTask<'static, String>) -> ValueTask<'static, String> {
    name(object, key)
}

fn escape<'s>(key: &'s str) -> ValueTask<'static, String> {
    let object: &'static Box<dyn DynNames<&'s str>> = Box::leak(Box::new(Box::new(Db) as Box<dyn DynNames<&'s str>>));
    with(object, key, <Box<dyn DynNames<&'s str>> as Names<&'s str>>::name)
}

fn main() {
    let task = {
        let owned = String::from("freed before the task reads it");
        escape(&owned)
    };
    drop(neighbours::finish(task));
}
