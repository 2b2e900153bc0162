use valuetask::value_task;

#[value_task]
trait Store {
    async fn clear(&mut self) {
        0
    }
}

fn main() {}
