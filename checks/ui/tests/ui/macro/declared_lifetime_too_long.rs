use valuetask::{ValueTask, async_method};

#[async_method]
async fn length<'a>(text: &'a str, add: &usize) -> ValueTask<'a, usize> {
    text.len() + add
}

fn main() {
    drop(length("a", &1));
}
