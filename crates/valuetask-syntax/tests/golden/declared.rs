//! The declared return type is what a method returns; what it elides is how long that may live.

#[async_method]
impl<K> Index<K> {
    async fn ready(&self) -> ValueTask<'_, usize> {
        self.keys.len()
    }
    async fn awaits(&self, key: &str) -> BoxFuture<'_, Option<usize>> {
        let at = self.find(key).await?;
        Some(at)
    }
    async fn holds(&mut self, key: K, name: &str) -> Pin<Box<dyn Future<Output = usize> + Send + '_>> {
        self.insert(key, name).await
    }
    async fn names<'k>(&'k self, key: &'k str) -> Own<'k, Self> {
        self.find(key).await
    }
    #[async_method(lazy)]
    async fn lazy(&self) -> ValueTask<'_, usize> {
        self.keys.len()
    }
    #[instrument]
    async fn seen(&self) -> ValueTask<'_, usize> {
        self.keys.len()
    }
    #[value_task]
    async fn task(&self, key: &str) -> usize {
        key.len()
    }
}

#[value_task]
trait Mixed {
    #[async_method]
    async fn declared(&self, key: &str) -> Own<'_, usize>;
    async fn task(&self, key: &str) -> usize;
}
