use valuetask::value_task;

#[value_task]
fn get(key: &str) -> usize {
    key.len()
}

fn main() {
    let _ = get("key");
}
