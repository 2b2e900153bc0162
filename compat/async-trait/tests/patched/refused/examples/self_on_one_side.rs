// pooled hot: E0195
use async_trait::async_trait;

#[async_trait]
pub trait Merges: Sized {
    async fn merge(&self, other: Self) -> u64;
}

pub struct Count(u64);

#[async_trait]
impl Merges for Count {
    async fn merge(&self, other: Count) -> u64 {
        self.0 + other.0
    }
}

fn main() {}
