//! A struct bounds its parameter, and one method of an impl takes it of `Self`: nothing there says that `Self` meets the bound.

use valuetask::value_task;

trait Watched {}

struct Watchers<W: Watched>(Vec<W>);

struct Store;

impl Watched for Store {}

impl Store {
    #[value_task]
    async fn watch(&self, by: Watchers<Self>) -> usize {
        std::future::ready(()).await;
        by.0.len()
    }
}

fn main() {}
