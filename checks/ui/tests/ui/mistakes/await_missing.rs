use valuetask::value_task;

#[value_task]
trait Store {
    async fn get(&self, key: &str) -> Option<u32>;
    async fn sum(&self) -> u32;
}

#[value_task]
impl Store for u32 {
    async fn get(&self, key: &str) -> Option<u32> {
        (!key.is_empty()).then_some(*self)
    }

    async fn sum(&self) -> u32 {
        let one = self.get("one").unwrap_or(1);
        let two: Option<u32> = self.get("two");
        one + two.unwrap_or(2)
    }
}

fn main() {}
