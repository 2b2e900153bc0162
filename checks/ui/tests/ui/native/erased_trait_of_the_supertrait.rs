//! A native supertrait has to be named with its erased trait.
use valuetask::value_task;

#[value_task(dyn = DynStore)]
trait Store: Send + Sync {
    async fn get(&self, key: &str) -> u64;
}

trait Plain {}

#[value_task(dyn = DynCache)]
trait Cache: Plain + Store {
    async fn refresh(&self);
}

fn main() {}
