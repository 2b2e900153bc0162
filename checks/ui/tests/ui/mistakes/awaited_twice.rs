use valuetask::value_task;

#[value_task]
async fn lookup(key: &str) -> usize {
    key.len()
}

#[value_task]
async fn twice(key: &str) -> usize {
    let task = lookup(key);
    task.await + task.await
}

fn main() {
    drop(twice(""));
}
