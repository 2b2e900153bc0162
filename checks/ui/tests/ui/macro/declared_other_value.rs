use valuetask::{ValueTask, async_method};

#[async_method]
async fn text() -> ValueTask<'static, u32> {
    if true {
        return "early";
    }
    "late"
}

fn main() {
    drop(text());
}
