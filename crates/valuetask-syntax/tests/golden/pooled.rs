//! A pooled future of a body whose awaits stay as they are; `exact` writes the signature of the crate async-trait.

#[async_trait]
pub trait Store<K>: Sync {
    async fn get(&self, key: &str) -> Option<Self::Value>;
    async fn put(&mut self, key: K, more: impl Send);
    async fn defaulted(&self) -> usize {
        let value = self.get("key").await?;
        value.len()
    }
    #[async_trait(?Send)]
    async fn local(&self, key: &str);
    #[async_trait(exact)]
    async fn exact<T>(&self, key: &str, value: T) -> T;
    #[value_task]
    async fn hot(&self, key: &str) -> usize;
    /// A type that a macro stands for, under a condition.
    #[cfg(unix)]
    async fn placed(&self, #[cfg(all())] at: place!(), key: Key);
}

#[async_trait(exact)]
impl<'s, K: Send> Store<K> for Layer<'s, K> {
    async fn put(&mut self, key: K, more: impl Send) {
        self.inner.put(key, more).await
    }
    #[instrument]
    async fn get(&self, key: &str) -> Option<Self::Value> {
        self.inner.get(key).await
    }
}

#[async_trait(value_task(get))]
pub trait ByName {
    async fn get(&self, key: &str) -> usize;
    async fn put(&self, key: usize);
}
