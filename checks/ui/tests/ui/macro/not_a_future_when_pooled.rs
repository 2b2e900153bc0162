use valuetask::async_trait;

#[async_trait]
trait Store {
    async fn get(&self, key: u32) -> u32 {
        key.await
    }
}

fn main() {}
