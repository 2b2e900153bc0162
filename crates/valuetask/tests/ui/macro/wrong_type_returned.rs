use valuetask::value_task;

#[value_task]
trait Store {
    async fn get(&self, key: &str) -> Option<u32>;
    async fn put(&mut self, key: &str) -> u32;
    async fn len(&self) -> usize;
}

#[value_task]
impl Store for u32 {
    async fn get(&self, key: &str) -> Option<u32> {
        if key.is_empty() {
            return *self;
        }
        std::future::ready(()).await;
        "none"
    }

    async fn put(&mut self, key: &str) -> u32 {
        *self += key.len();
    }

    async fn len(&self) -> usize {
        self.get("x").await?;
        4
    }
}

fn main() {}
