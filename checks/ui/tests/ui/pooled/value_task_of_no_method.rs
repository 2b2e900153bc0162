//! The attribute of a trait names a method that the trait hasn't got.
use valuetask::async_trait;

#[async_trait(value_task(gets))]
trait Store {
    async fn get(&self) -> u32;
}

fn main() {}
