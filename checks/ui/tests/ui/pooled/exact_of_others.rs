//! `exact` is a word of `#[async_trait]`, and of pooled futures alone.
use valuetask::{ValueTask, async_method, async_trait, value_task};

#[value_task(exact)]
trait Store {
    async fn get(&self) -> u32;
}

#[async_trait]
trait Mixed {
    #[value_task(exact)]
    async fn get(&self) -> u32;
}

#[async_method(exact)]
async fn declared() -> ValueTask<'static, u32> {
    7
}

#[async_trait(exact, boxed)]
trait Boxed {
    async fn get(&self) -> u32;
}

#[async_trait(boxed, exact)]
impl Boxed for u32 {
    async fn get(&self) -> u32 {
        *self
    }
}

#[async_trait(exact, dyn = DynNative)]
trait Native {
    async fn get(&self) -> u32;
}

fn main() {
    drop(declared());
}
