use valuetask::ValueTask;

fn escape() -> ValueTask<'static, usize> {
    let text = String::from("short-lived");
    let borrowed = &text;
    ValueTask::from_future(async move { borrowed.len() })
}

fn main() {}
