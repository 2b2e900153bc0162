use valuetask::value_task;

#[value_task]
mod store {
    pub async fn get() -> u32 {
        1
    }
}

fn main() {
    let _ = store::get();
}
