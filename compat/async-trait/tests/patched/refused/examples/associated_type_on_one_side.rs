// pooled hot: E0195
use async_trait::async_trait;

#[async_trait]
pub trait Store {
    type Key<'a>;

    async fn get(&self, key: Self::Key<'_>) -> u32;
}

pub struct Empty;

#[async_trait]
impl Store for Empty {
    type Key<'a> = &'a str;

    async fn get(&self, _: &str) -> u32 {
        0
    }
}

fn main() {}
