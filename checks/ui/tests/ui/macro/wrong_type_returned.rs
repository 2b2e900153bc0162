use valuetask::value_task;

#[value_task]
async fn get(key: &str) -> Option<u32> {
    if key.is_empty() {
        return 0;
    }
    std::future::ready(()).await;
    key.len()
}

fn main() {
    drop(get(""));
}
