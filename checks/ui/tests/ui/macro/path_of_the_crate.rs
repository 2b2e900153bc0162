use valuetask::value_task;

#[value_task(crate = "valuetask")]
async fn get() -> u32 {
    1
}

fn main() {
    drop(get());
}
