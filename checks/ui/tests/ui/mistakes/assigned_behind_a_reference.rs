use valuetask::value_task;

struct Counter(u32);

#[value_task]
impl Counter {
    async fn count(&self, by: &u32) -> u32 {
        self.0 += by;
        *by += 1;
        std::future::ready(self.0).await
    }
}

fn main() {}
