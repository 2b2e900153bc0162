use valuetask::value_task;

#[value_task(Send = cfg(not(unix, windows)))]
trait Value {
    async fn get(&self) -> u32;
}

fn main() {}
