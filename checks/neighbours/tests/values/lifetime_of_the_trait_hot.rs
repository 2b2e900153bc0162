//! A lifetime that the trait has, in an argument of a hidden method that starts hot.
#![forbid(unsafe_code)]

use neighbours::pause;
use valuetask::{ValueTask, value_task};

#[value_task(dyn = DynNames)]
trait Names<'k> {
    async fn name(&self, key: &'k str) -> String;
}

struct Db;

#[value_task(dyn)]
impl<'k> Names<'k> for Db {
    async fn name(&self, key: &'k str) -> String {
        pause().await;
        key.to_owned()
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
