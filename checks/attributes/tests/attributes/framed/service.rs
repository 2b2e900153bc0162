//! Methods under async-backtrace's `#[framed]`, by the attribute that the surrounding module imports.

use async_backtrace::framed;
use attributes::pause;

use super::async_trait;

#[async_trait]
pub(crate) trait Service: Send + Sync {
    async fn get(&self, key: u32) -> u32;
    async fn hit(&self) -> Vec<String>;

    #[framed]
    async fn provided(&self, key: u32) -> u32 {
        self.get(key).await
    }
}

pub(crate) struct Store;

#[async_trait]
impl Service for Store {
    #[framed]
    async fn get(&self, key: u32) -> u32 {
        pause().await;
        key
    }

    /// Returns the active frames, innermost first.
    #[async_backtrace::framed]
    async fn hit(&self) -> Vec<String> {
        let frames = async_backtrace::backtrace().expect("inside a frame");
        frames.iter().map(ToString::to_string).collect()
    }
}
