//! Arguments without a comma between them, or with a value that they don't take.
use valuetask::value_task;

#[value_task(lazy boxed)]
trait Together {
    async fn get(&self) -> u32;
}

#[value_task(hot = true)]
trait Valued {
    async fn get(&self) -> u32;
}

#[value_task(dyn DynUnequal)]
trait Unequal {
    async fn get(&self) -> u32;
}

#[value_task(dyn = stores::DynPath)]
trait Path {
    async fn get(&self) -> u32;
}

fn main() {}
