//! A task of an object outlives what the object borrows.
#![forbid(unsafe_code)]

use neighbours::pause;
use valuetask::{ValueTask, value_task};

#[value_task(dyn = DynNames)]
trait Names {
    async fn name(&self) -> String;
}

struct View<'s>(&'s str);

impl Names for View<'_> {
    async fn name(&self) -> String {
        pause().await;
        self.0.to_owned()
    }
}

fn escape(key: &str) -> ValueTask<'static, String> {
    let object: &dyn DynNames = Box::leak(Box::new(View(key)));
    object.name()
}

fn main() {
    let task = {
        let owned = String::from("freed before the task reads it");
        escape(&owned)
    };
    drop(neighbours::finish(task));
}
