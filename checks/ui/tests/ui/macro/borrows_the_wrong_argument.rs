use valuetask::value_task;

struct Store(String);

#[value_task]
impl Store {
    async fn first(&self, key: &str) -> &str {
        key
    }

    async fn later<'k>(&self, key: &'k str) -> &'k str {
        std::future::ready(()).await;
        if key.is_empty() { &self.0 } else { key }
    }
}

fn main() {}
