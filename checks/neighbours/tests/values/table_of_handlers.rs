//! A pointer to an object's method, for arguments of any lifetime.
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

type Handler = for<'s, 'k> fn(&'s (dyn DynNames + 'static), Key<'k>) -> ValueTask<'s, String>;

static HANDLERS: [Handler; 1] = [<dyn DynNames>::name];

fn escape(key: &str) -> ValueTask<'static, String> {
    HANDLERS[0](&DB, Key(key))
}

fn main() {
    let task = {
        let owned = String::from("freed before the task reads it");
        escape(&owned)
    };
    drop(neighbours::finish(task));
}
