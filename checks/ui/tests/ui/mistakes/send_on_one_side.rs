//! `?Send` on the trait alone, and on the implementation alone.
use valuetask::value_task;

#[value_task(?Send)]
trait Local {
    async fn get(&self) -> u32;
}

#[value_task]
impl Local for u32 {
    async fn get(&self) -> u32 {
        *self
    }
}

#[value_task]
trait Shared {
    async fn get(&self) -> u32;
}

#[value_task(?Send)]
impl Shared for u32 {
    async fn get(&self) -> u32 {
        *self
    }
}

fn main() {}
