//! A guard that is held across an await.
use std::sync::Mutex;
use valuetask::async_trait;

#[async_trait]
trait Store {
    async fn add(&self, more: u32) -> u32;
}

#[async_trait]
impl Store for Mutex<u32> {
    async fn add(&self, more: u32) -> u32 {
        let mut guard = self.lock().unwrap();
        *guard += more;
        std::future::ready(()).await;
        *guard
    }
}

fn main() {}
