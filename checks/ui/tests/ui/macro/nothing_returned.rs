use valuetask::value_task;

#[value_task]
async fn length(key: &str) -> usize {
    std::future::ready(()).await;
    key.len();
}

fn main() {
    drop(length(""));
}
