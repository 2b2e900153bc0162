//! A pointer to an object's method, whose generic argument doesn't live as long as the task.
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
    let object: &'static dyn DynNames<&'s str> = &DB;
    let name: for<'vt> fn(&'vt (dyn DynNames<&'s str> + 'static), &'s str) -> ValueTask<'vt, String> =
        <dyn DynNames<&'s str>>::name;
    name(object, key)
}

fn main() {
    let task = {
        let owned = String::from("freed before the task reads it");
        escape(&owned)
    };
    drop(neighbours::finish(task));
}
