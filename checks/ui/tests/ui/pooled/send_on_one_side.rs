//! `?Send` on the implementation alone.
use valuetask::async_trait;

#[async_trait]
trait Local {
    async fn get(&self) -> u32;
}

#[async_trait(?Send)]
impl Local for u32 {
    async fn get(&self) -> u32 {
        *self
    }
}

fn main() {}
