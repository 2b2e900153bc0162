//! object_store: the head of an object in memory, by itself and through the crate's own decorators.
#![forbid(unsafe_code)]

use std::sync::Arc;

use object_store::limit::LimitStore;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt};

fn main() {
    published::run(async |cases| {
        let memory = Arc::new(InMemory::new());
        let (path, prefixed) = (Path::from("logs/today"), Path::from("shop/logs/today"));
        for path in [&path, &prefixed] {
            memory.put(path, "nothing happened".into()).await.unwrap();
        }
        let plain: Arc<dyn ObjectStore> = memory.clone();
        let prefix: Arc<dyn ObjectStore> = Arc::new(PrefixStore::new(plain.clone(), "shop"));
        let limit: Arc<dyn ObjectStore> = Arc::new(LimitStore::new(prefix.clone(), 8));
        let head = async |store: &dyn ObjectStore| store.head(&path).await.unwrap().size;
        cases.case("head", 100_000, async || head(&*plain).await).await;
        cases.case("head, under a prefix", 100_000, async || head(&*prefix).await).await;
        cases.case("head, under a prefix and a limit", 100_000, async || head(&*limit).await).await;
        let get = async || memory.get(&path).await.unwrap().bytes().await.unwrap();
        cases.case("get, all bytes", 50_000, get).await;
    });
}
