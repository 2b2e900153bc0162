use valuetask::value_task;

#[value_task]
async fn length(key: &str) -> usize {
    key.parse::<u32>()?;
    std::future::ready(Some(1)).await?;
    key.len()
}

fn main() {
    drop(length(""));
}
