use async_trait::async_trait;

#[cfg(any(unix, windows))]
mod cache;
#[path = "../elsewhere/remote.rs"]
mod remote;

#[async_trait]
pub trait Store: Send + Sync {
    async fn item(&self, key: &str) -> Result<Item, Error>;

    /// Handed on.
    async fn known(&self, key: &str) -> bool {
        self.item(key).await.is_ok()
    }
}
