//! Errors inside a body are where the compiler has them in an async function.
use valuetask::value_task;

#[value_task]
async fn get(key: &str) -> Missing {
    let length = key.length();
    undefined(length).await?;
    unknown
}

fn main() {
    drop(get("key"));
}
