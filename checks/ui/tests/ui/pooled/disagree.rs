//! What a trait and its implementation say differently, though it is the same: `#[async_trait(exact)]` on both takes it.
use valuetask::async_trait;

#[async_trait]
trait Defaulted<K = u64> {
    async fn get(&self, key: K) -> usize;
}

#[async_trait]
impl Defaulted for String {
    async fn get(&self, key: u64) -> usize {
        self.len() + key as usize
    }
}

type Key<'a> = Option<&'a str>;

#[async_trait]
trait Alias {
    async fn get(&self, key: Key<'_>) -> usize;
}

#[async_trait]
impl Alias for String {
    async fn get(&self, key: Option<&str>) -> usize {
        self.len() + key.map_or(0, str::len)
    }
}

#[async_trait]
trait Projected {
    type Key<'k>: Send;
    async fn get(&self, key: Self::Key<'_>) -> usize;
}

#[async_trait]
impl Projected for String {
    type Key<'k> = &'k str;
    async fn get(&self, key: &str) -> usize {
        self.len() + key.len()
    }
}

fn main() {}
