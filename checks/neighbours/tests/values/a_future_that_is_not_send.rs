//! A companion's task is sent away, whose future can't be.
#![forbid(unsafe_code)]

use neighbours::pause;
use valuetask::{ValueTask, value_task};

use std::rc::Rc;

#[value_task(dyn = DynNames)]
trait Names {
    fn name(&self) -> impl Future<Output = String>;
}

struct Db;

impl Names for Db {
    async fn name(&self) -> String {
        let name = Rc::new(String::new());
        pause().await;
        (*name).clone()
    }
}

fn escape(_: &str) -> ValueTask<'static, String> {
    static DB: Db = Db;
    let object: &'static dyn DynNames = &DB;
    object.name()
}

fn main() {
    let task = {
        let owned = String::from("freed before the task reads it");
        escape(&owned)
    };
    drop(neighbours::finish(task));
}
