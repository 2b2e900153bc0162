// pooled hot: E0195
use async_trait::async_trait;

#[async_trait]
pub trait Handler<S = ()> {
    async fn handle(&self, state: S) -> u32;
}

pub struct One;

#[async_trait]
impl Handler for One {
    async fn handle(&self, (): ()) -> u32 {
        1
    }
}

fn main() {}
