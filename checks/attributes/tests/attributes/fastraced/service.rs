//! Methods under fastrace's `#[trace]`, by the attribute that the surrounding module imports.

use attributes::pause;
use fastrace::local::LocalSpan;
use fastrace::trace;

use super::async_trait;

#[async_trait]
pub(crate) trait Service: Send + Sync {
    async fn get(&self, key: u32) -> u32;
    async fn hit(&self, key: u32) -> u32;
    async fn renamed(&self, key: u32) -> u32;
    async fn polled(&self) -> u32;
    async fn described(&self, key: u32, name: String) -> u32;
    async fn fails(&self) -> Result<u32, String>;

    #[trace(short_name = true)]
    async fn provided(&self, key: u32) -> u32 {
        let first = self.get(key).await;
        first + self.hit(key).await
    }
}

pub(crate) struct Store;

#[async_trait]
impl Service for Store {
    #[trace]
    async fn get(&self, key: u32) -> u32 {
        let before = LocalSpan::enter_with_local_parent("before");
        drop(before);
        pause().await;
        let after = LocalSpan::enter_with_local_parent("after");
        drop(after);
        key
    }

    #[trace]
    async fn hit(&self, key: u32) -> u32 {
        let _in_it = LocalSpan::enter_with_local_parent("in it");
        key
    }

    #[trace(name = "other name")]
    async fn renamed(&self, key: u32) -> u32 {
        pause().await;
        key
    }

    #[fastrace::trace(name = "polled", enter_on_poll = true)]
    async fn polled(&self) -> u32 {
        let before = LocalSpan::enter_with_local_parent("before");
        drop(before);
        pause().await;
        1
    }

    #[trace(short_name = true, properties = { "key": "{key}", "name": "the {name}" })]
    async fn described(&self, key: u32, name: String) -> u32 {
        pause().await;
        key + u32::from(name.is_empty())
    }

    #[trace(short_name = true)]
    async fn fails(&self) -> Result<u32, String> {
        Err("early")?;
        pause().await;
        Ok(1)
    }
}
