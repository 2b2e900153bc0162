//! The hidden method of an implementer that borrows, in an `Arc`, which starts hot.
#![forbid(unsafe_code)]

use neighbours::pause;
use valuetask::{ValueTask, value_task};

#[value_task(dyn = DynNames)]
trait Names: Send + Sync {
    async fn name(self: std::sync::Arc<Self>) -> String;
}

struct View<'s>(&'s str);

#[value_task(dyn)]
impl Names for View<'_> {
    async fn name(self: std::sync::Arc<Self>) -> String {
        pause().await;
        self.0.to_owned()
    }
}

fn escape<'s>(key: &'s str) -> ValueTask<'static, String> {
    fn with<V>(view: V, name: impl FnOnce(V) -> ValueTask<'static, String>) -> ValueTask<'static, String> {
        name(view)
    }
    with(std::sync::Arc::new(View(key)), Names::__valuetask_native_name)
}

fn main() {
    let task = {
        let owned = String::from("freed before the task reads it");
        escape(&owned)
    };
    drop(neighbours::finish(task));
}
