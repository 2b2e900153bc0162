// pooled hot: E0261
use async_trait::async_trait;

#[async_trait]
pub trait Store {
    async fn get(&self, key: &str) -> &'life0 str;
}

fn main() {}
