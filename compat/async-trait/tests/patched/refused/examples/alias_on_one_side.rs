// pooled hot: E0195
use async_trait::async_trait;

pub type Key<'a> = Option<&'a str>;

#[async_trait]
pub trait Store {
    async fn get(&self, key: Key<'_>) -> u32;
}

pub struct Empty;

#[async_trait]
impl Store for Empty {
    async fn get(&self, _: Option<&str>) -> u32 {
        0
    }
}

fn main() {}
