use valuetask::async_method;

struct Log;

#[async_method]
impl Log {
    async fn flush(&self) {}
}

fn main() {
    drop(Log.flush());
}
