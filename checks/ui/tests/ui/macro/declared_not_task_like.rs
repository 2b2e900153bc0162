use valuetask::async_method;
use valuetask_tasks::Task;

struct Own(u64);

#[async_method]
async fn own() -> Own {
    Own(1)
}

#[async_method]
async fn value() -> u64 {
    1
}

#[async_method]
async fn task() -> Task<u64> {
    1
}

fn main() {
    let _ = (own().0, value(), task());
}
