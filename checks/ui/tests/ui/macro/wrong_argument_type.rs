use valuetask::value_task;

#[value_task]
trait Store {
    async fn get(&self, key: &str) -> u32;
    async fn put(&mut self, key: String, value: u32);
}

#[value_task]
impl Store for u32 {
    async fn get(&self, _: &String) -> u32 {
        *self
    }

    async fn put(&mut self, _: String, value: u64) {
        *self = value as u32;
    }
}

fn main() {}
