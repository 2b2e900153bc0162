//! A pointer to the hidden method of an implementer that starts hot.
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
