use valuetask::value_task;

#[value_task]
trait Store {
    async fn get(&self, key: &str) -> u32;
}

#[value_task]
impl Store for u32 {
    fn get(&self, _: &str) -> u32 {
        *self
    }
}

fn main() {}
