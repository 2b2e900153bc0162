//! A task that consumes an object outlives what the object borrows.
#![forbid(unsafe_code)]

use neighbours::pause;
use valuetask::{ValueTask, value_task};

#[value_task(dyn = DynNames)]
trait Names {
    async fn name(self) -> String;
}

struct View<'s>(&'s str);

impl Names for View<'_> {
    async fn name(self) -> String {
        pause().await;
        self.0.to_owned()
    }
}

fn escape<'s>(key: &'s str) -> ValueTask<'static, String> {
    let object: Box<dyn DynNames + 's> = Box::new(View(key));
    let name: fn(Box<dyn DynNames + 's>) -> ValueTask<'static, String> = <dyn DynNames + 's>::name;
    name(object)
}

fn main() {
    let task = {
        let owned = String::from("freed before the task reads it");
        escape(&owned)
    };
    drop(neighbours::finish(task));
}
