//! An argument with a lifetime of its own, to an object's method that is passed by its path.
#![forbid(unsafe_code)]

use neighbours::pause;
use valuetask::{ValueTask, value_task};

struct Key<'k>(&'k str);

#[value_task(dyn = DynNames)]
trait Names {
    async fn name(&self, key: Key<'_>) -> String;
}

struct Db;

impl Names for Db {
    async fn name(&self, key: Key<'_>) -> String {
        pause().await;
        key.0.to_owned()
    }
}

static DB: Db = Db;

fn with<'s>(key: Key<'s>, name: impl FnOnce(&'static dyn DynNames, Key<'s>) -> ValueTask<'static, String>) -> ValueTask<'static, String> {
    name(&DB, key)
}

fn escape(key: &str) -> ValueTask<'static, String> {
    with(Key(key), <dyn DynNames>::name)
}

fn main() {
    let task = {
        let owned = String::from("freed before the task reads it");
        escape(&owned)
    };
    drop(neighbours::finish(task));
}
