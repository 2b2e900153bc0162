use valuetask::value_task;

#[value_task]
trait Store {
    async fn first(&self) -> &str;
    async fn part<'k>(&self, key: &'k str) -> &'k str;
}

#[value_task]
impl Store for u32 {
    async fn first(&self) -> &str {
        let text = self.to_string();
        std::future::ready(()).await;
        &text
    }

    async fn part<'k>(&self, key: &'k str) -> &'k str {
        let text = key.to_uppercase();
        text.as_str()
    }
}

fn main() {}
