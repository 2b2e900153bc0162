use valuetask::value_task;

struct Store;

#[value_task]
impl Store {
    const async fn get(&self) -> u32 {
        1
    }
}

fn main() {
    drop(Store.get());
}
