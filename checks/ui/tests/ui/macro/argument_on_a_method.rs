use valuetask::value_task;

#[value_task]
trait Store {
    #[value_task(Sync)]
    async fn get(&self) -> u32;
}

fn main() {}
