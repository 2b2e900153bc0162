use valuetask::async_method;

struct Log;

#[async_method]
impl Log {
    async fn flush(&self) {}

    async fn opaque(&self) -> impl Future<Output = u32> {
        1
    }
}

fn main() {
    drop(Log.flush());
}
