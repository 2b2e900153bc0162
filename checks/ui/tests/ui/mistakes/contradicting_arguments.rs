use valuetask::value_task;

#[value_task(lazy, hot)]
async fn get() -> u32 {
    1
}

fn main() {
    drop(get());
}
