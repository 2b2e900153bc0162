//! The hidden method of an implementer that starts hot, passed by its path.
#![forbid(unsafe_code)]

use neighbours::pause;
use valuetask::{ValueTask, value_task};

#[value_task(dyn = DynNames)]
trait Names<K: AsRef<str> + Send> {
    async fn name(&self, key: K) -> String;
}

struct Db;

#[value_task(dyn)]
impl<K: AsRef<str> + Send> Names<K> for Db {
    async fn name(&self, key: K) -> String {
        pause().await;
        key.as_ref().to_owned()
    }
}

static DB: Db = Db;

fn with<'s>(key: &'s str, name: impl FnOnce(&'static Db, &'s str) -> ValueTask<'static, String>) -> ValueTask<'static, String> {
    name(&DB, key)
}

fn escape(key: &str) -> ValueTask<'static, String> {
    with(key, Names::__valuetask_native_name)
}

fn main() {
    let task = {
        let owned = String::from("freed before the task reads it");
        escape(&owned)
    };
    drop(neighbours::finish(task));
}
