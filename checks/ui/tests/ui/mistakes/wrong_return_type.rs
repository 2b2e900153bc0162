use valuetask::value_task;

#[value_task]
trait Store {
    async fn get(&self) -> Option<u64>;
    async fn find(&self, key: &str) -> Option<u64>;
    async fn clear(&self);
}

#[value_task]
impl Store for u32 {
    async fn get(&self) -> u64 {
        u64::from(*self)
    }

    async fn find(&self, _: &str) -> Option<u32> {
        Some(*self)
    }

    async fn clear(&self) -> bool {
        true
    }
}

fn main() {}
