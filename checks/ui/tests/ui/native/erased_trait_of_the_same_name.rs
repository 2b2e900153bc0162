//! An erased trait that is called like its trait.
use valuetask::value_task;

#[value_task(dyn = Store)]
trait Store: Send + Sync {
    async fn get(&self) -> u32;
}

fn main() {}
