use valuetask::value_task;

#[value_task]
trait Store {
    async fn close(self) {}
}

fn main() {}
