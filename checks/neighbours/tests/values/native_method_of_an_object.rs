//! The native method of an object, whose future is taken to be as long-lived as the object.
#![forbid(unsafe_code)]

use neighbours::pause;
use valuetask::{ValueTask, value_task};

struct Key<'k>(&'k str);

#[value_task(dyn = DynNames)]
trait Names: Send + Sync {
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

fn with<'s, F: Future<Output = String> + Send + 'static>(
    key: Key<'s>,
    name: impl FnOnce(&'static (dyn DynNames + 'static), Key<'s>) -> F,
) -> ValueTask<'static, String> {
    ValueTask::from_future(name(&DB, key))
}

fn escape(key: &str) -> ValueTask<'static, String> {
    with(Key(key), Names::name)
}

fn main() {
    let task = {
        let owned = String::from("freed before the task reads it");
        escape(&owned)
    };
    drop(neighbours::finish(task));
}
