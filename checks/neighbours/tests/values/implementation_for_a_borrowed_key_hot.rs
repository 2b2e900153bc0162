//! An implementation for a key that borrows, by its hidden method, which starts hot.
#![forbid(unsafe_code)]

use neighbours::pause;
use valuetask::{ValueTask, value_task};

#[value_task(dyn = DynNames)]
trait Names<K: Send> {
    async fn name(&self, key: K) -> String;
}

struct Db;

#[value_task(dyn)]
impl<'k> Names<&'k str> for Db {
    async fn name(&self, key: &'k str) -> String {
        pause().await;
        key.to_owned()
    }
}

static DB: Db = Db;

fn escape<'s>(key: &'s str) -> ValueTask<'static, String> {
    let name: for<'vt> fn(&'vt Db, &'s str) -> ValueTask<'vt, String> = <Db as Names<&'s str>>::__valuetask_native_name;
    name(&DB, key)
}

fn main() {
    let task = {
        let owned = String::from("freed before the task reads it");
        escape(&owned)
    };
    drop(neighbours::finish(task));
}
