//! An associated type that borrows, by a pointer to the hidden method.
#![forbid(unsafe_code)]

use neighbours::pause;
use valuetask::{ValueTask, value_task};

#[value_task(dyn = DynNames)]
trait Names {
    type Key: AsRef<str> + Send;
    async fn name(&self, key: Self::Key) -> String;
}

struct Db<'k>(std::marker::PhantomData<&'k str>);

impl<'k> Names for Db<'k> {
    type Key = &'k str;

    async fn name(&self, key: &'k str) -> String {
        pause().await;
        key.to_owned()
    }
}

fn escape<'s>(key: &'s str) -> ValueTask<'static, String> {
    let object: Box<dyn DynNames<Key = &'s str>> = Box::new(Db(std::marker::PhantomData));
    let object: &'static (dyn DynNames<Key = &'s str> + 'static) = Box::leak(object);
    let name: for<'vt> fn(&'vt (dyn DynNames<Key = &'s str> + 'static), &'s str) -> ValueTask<'vt, String> =
        <dyn DynNames<Key = &'s str>>::name;
    name(object, key)
}

fn main() {
    let task = {
        let owned = String::from("freed before the task reads it");
        escape(&owned)
    };
    drop(neighbours::finish(task));
}
