use valuetask::value_task;

trait Store {
    #[value_task]
    async fn get(&self) -> u32;
}

fn main() {}
