//! A boxed future is always lazy, whichever of the two stands where.
use valuetask::value_task;

#[value_task(hot, boxed)]
async fn get() -> u32 {
    1
}

#[value_task(boxed)]
trait Store {
    #[value_task(hot)]
    async fn get(&self) -> u32;
}

fn main() {
    drop(get());
}
