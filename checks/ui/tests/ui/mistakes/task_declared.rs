//! Both the attribute and the user say that it is a task.
use valuetask::{ValueTask, value_task};

#[value_task]
trait Store {
    async fn get(&self, key: &str) -> ValueTask<'_, u32>;
}

#[value_task]
impl Store for u32 {
    async fn get(&self, key: &str) -> ValueTask<'_, u32> {
        if key.is_empty() {
            return 0;
        }
        *self
    }
}

fn main() {}
