//! `hot` is a word of `#[value_task]`: on a trait, an implementation, a method and a function.
use valuetask::async_trait;

#[async_trait(hot)]
trait Store {
    async fn get(&self) -> u32;
}

#[async_trait(hot)]
impl Store for u32 {
    async fn get(&self) -> u32 {
        *self
    }
}

#[async_trait]
trait Other {
    #[async_trait(?Send, hot)]
    async fn get(&self) -> u32;
}

#[async_trait(hot)]
async fn get() -> u32 {
    7
}

fn main() {
    drop(get());
}
