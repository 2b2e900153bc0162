//! A pointer to the native method of a reference, which returns the task of the object that it leads to.
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
    let object: &'static &'static (dyn DynNames<&'s str> + 'static) = Box::leak(Box::new(&DB as &'static dyn DynNames<&'s str>));
    let name: for<'vt> fn(&'vt &'static (dyn DynNames<&'s str> + 'static), &'s str) -> ValueTask<'vt, String> = <&'static (dyn DynNames<&'s str> + 'static) as Names<&'s str>>::name;
    name(object, key)
}

fn main() {
    let task = {
        let owned = String::from("freed before the task reads it");
        escape(&owned)
    };
    drop(neighbours::finish(task));
}
