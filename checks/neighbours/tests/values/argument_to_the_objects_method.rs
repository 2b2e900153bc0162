//! An object's method, passed to what calls it for any lifetime, with a generic argument that doesn't live as long as the task.
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

fn escape<'s>(key: &'s str) -> ValueTask<'static, String> {
    fn with<'s>(key: &'s str, name: impl FnOnce(&'static dyn DynNames<&'s str>, &'s str) -> ValueTask<'static, String>) -> ValueTask<'static, String> {
        name(&DB, key)
    }
    with(key, <dyn DynNames<&'s str>>::name)
}

fn main() {
    let task = {
        let owned = String::from("freed before the task reads it");
        escape(&owned)
    };
    drop(neighbours::finish(task));
}
