use valuetask::async_method;

#[async_method]
async fn opaque() -> impl Future<Output = u32> {
    std::future::ready(1)
}

fn main() {
    drop(opaque());
}
