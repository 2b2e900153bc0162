//! A generic caller passes the method on by its path.
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

fn with<D: 'static, K>(object: &'static D, key: K, name: impl FnOnce(&'static D, K) -> ValueTask<'static, String>) -> ValueTask<'static, String> {
    name(object, key)
}

fn call<K: AsRef<str> + Send, D: Names<K> + 'static>(object: &'static D, key: K) -> ValueTask<'static, String> {
    with(object, key, D::__valuetask_native_name)
}

fn escape(key: &str) -> ValueTask<'static, String> {
    call(&DB, key)
}

fn main() {
    let task = {
        let owned = String::from("freed before the task reads it");
        escape(&owned)
    };
    drop(neighbours::finish(task));
}
