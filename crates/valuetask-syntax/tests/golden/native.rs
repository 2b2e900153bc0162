//! A native trait and its erased trait; an implementation that starts hot.

/// Values by their keys.
#[value_task(dyn = DynStore)]
pub trait Store: Send + Sync {
    type Value: Send;
    /// Finds a value.
    async fn get(&self, key: &str) -> Option<Self::Value>;
    async fn put(&mut self, (a, b): (u8, u8)) {
        let _ = self.get("a").await;
    }
    fn name(&self) -> &str;
    async fn each<F: Fn(u8) + Send>(&self, each: F);
    fn keys(&self, from: &str) -> impl Stream<Item = String> + Send;
}

#[value_task(dyn)]
impl Store for Map {
    type Value = u64;
    async fn get(&self, key: &str) -> Option<u64> {
        self.load(key).await
    }
    fn name(&self) -> &str {
        "map"
    }
    async fn each<F: Fn(u8) + Send>(&self, each: F) {
        each(7);
    }
}
